// rpc/literal: a book of addresses. saveAddress keeps one; findAddress gives it back, its `street` telling the request
// header. The name "fault" is answered with the declared fault, "lost" with one that nobody declared.
#include "service.h"
#include "nsmap.inc"
#include "serve.h"
#include <map>
#include <memory>

struct Entry {
  bool nil, has_phone;
  std::string province, city;
  int area, prefix, number;
};
static std::map<std::string, Entry> book;

struct Server : AddressBookSoapBindingService {
  Server(struct soap *s) : AddressBookSoapBindingService(s) {}

  std::string told_header() {
    const tempuri__AddressHeaderType *h = soap->header ? soap->header->tempuri__AddressHeader : NULL;
    if (!h) return "(none)";
    return std::to_string(h->a) + " " + (h->b ? "true" : "false") + " " + said(h->s);
  }

  int findAddress(const std::string &name, tempuri__findAddressResponse_ &answer) override {
    std::string header = told_header();
    soap->header = NULL;
    if (name == "lost") return soap_receiverfault("nobody declared this", "<why>asked</why>");
    if (name == "fault") {
      soap_senderfault("asked to fault", NULL);
      SOAP_ENV__Detail *detail = soap_new_SOAP_ENV__Detail(soap);
      soap_default_SOAP_ENV__Detail(soap, detail);
      detail->tempuri__part3 = str(soap, "the header was " + header);
      soap->fault->detail = detail;
      return SOAP_FAULT;
    }
    answer.parameters = soap_new_tempuri__findAddressResponse(soap);
    std::map<std::string, Entry>::iterator found = book.find(name);
    if (found == book.end() || found->second.nil) return SOAP_OK;
    const Entry &entry = found->second;
    tempuri__Address *address = answer.parameters->findAddressReturn = soap_new_tempuri__Address(soap);
    address->province = str(soap, "province=" + entry.province);
    address->city = str(soap, "city=" + entry.city);
    address->street = str(soap, header);
    if (!entry.has_phone) return SOAP_OK;
    address->phoneNumber = soap_new_tempuri__PhoneNumber(soap);
    address->phoneNumber->area = entry.area + 1;
    address->phoneNumber->prefix = entry.prefix + 2;
    address->phoneNumber->number = entry.number + 3;
    return SOAP_OK;
  }

  int saveAddress_(tempuri__saveAddress *request, tempuri__saveAddressResponse_ &answer) override {
    answer.parameters = soap_new_tempuri__saveAddressResponse(soap);
    if (!request) return soap_senderfault("no parameters", NULL);
    const tempuri__Address *a = request->address;
    Entry &entry = book[said(request->name)] = Entry();
    entry.nil = !a;
    if (!a) return SOAP_OK;
    entry.province = said(a->province);
    // The members that are nil, so that none of them can arrive as another.
    entry.city = said(a->city) + (a->street ? "" : " street nil") + (a->postalCode ? "" : " postalCode nil");
    entry.has_phone = a->phoneNumber;
    if (!a->phoneNumber) return SOAP_OK;
    entry.area = a->phoneNumber->area;
    entry.prefix = a->phoneNumber->prefix;
    entry.number = a->phoneNumber->number;
    return SOAP_OK;
  }
};

int main(int argc, char **argv) { return serve<Server>(argc, argv, SOAP_XML_NIL); }
