//! Structs with many fields, of which most may be absent.

/// What a struct of 32 fields and more says of itself beside its fields: which of them hold something. Others do not need
/// it: it would be code of its own for each.
#[macro_export]
#[doc(hidden)]
macro_rules! __soapwright_wide {
    (
        $s0:literal $f0:ident $s1:literal $f1:ident $s2:literal $f2:ident $s3:literal $f3:ident
        $s4:literal $f4:ident $s5:literal $f5:ident $s6:literal $f6:ident $s7:literal $f7:ident
        $s8:literal $f8:ident $s9:literal $f9:ident $s10:literal $f10:ident $s11:literal $f11:ident
        $s12:literal $f12:ident $s13:literal $f13:ident $s14:literal $f14:ident $s15:literal $f15:ident
        $s16:literal $f16:ident $s17:literal $f17:ident $s18:literal $f18:ident $s19:literal $f19:ident
        $s20:literal $f20:ident $s21:literal $f21:ident $s22:literal $f22:ident $s23:literal $f23:ident
        $s24:literal $f24:ident $s25:literal $f25:ident $s26:literal $f26:ident $s27:literal $f27:ident
        $s28:literal $f28:ident $s29:literal $f29:ident $s30:literal $f30:ident $s31:literal $f31:ident
        $($slot:literal $field:ident)*
    ) => {
        $crate::runtime::tables::wide! {
            all
            $s0 $f0 $s1 $f1 $s2 $f2 $s3 $f3 $s4 $f4 $s5 $f5 $s6 $f6 $s7 $f7
            $s8 $f8 $s9 $f9 $s10 $f10 $s11 $f11 $s12 $f12 $s13 $f13 $s14 $f14 $s15 $f15
            $s16 $f16 $s17 $f17 $s18 $f18 $s19 $f19 $s20 $f20 $s21 $f21 $s22 $f22 $s23 $f23
            $s24 $f24 $s25 $f25 $s26 $f26 $s27 $f27 $s28 $f28 $s29 $f29 $s30 $f30 $s31 $f31
            $($slot $field)*
        }
    };
    (all $($slot:literal $field:ident)*) => {
        #[inline]
        fn present(&self, slots: &mut [u64; 16]) -> bool {
            $(
                let is_there =
                    !::core::matches!($crate::runtime::codec::Field::view(&self.$field), $crate::runtime::codec::View::Absent);
                if let ::core::option::Option::Some(word) = slots.get_mut($slot / 64) {
                    *word |= ::core::primitive::u64::from(is_there) << ($slot % 64);
                }
            )*
            true
        }
    };
    ($($few:tt)*) => {};
}
