// The Ledger service of tests/tests/encoded/ledger.wsdl, by gSOAP: one call from stdin to stdout, as CGI.
#include "soapLedgerBindingService.h"
#include "LedgerBinding.nsmap"

int LedgerBindingService::add(int a, int b, int &sum) {
    sum = a + b;
    return SOAP_OK;
}

// The entry itself, twice among its own children: written once and referred to.
int LedgerBindingService::book(ns2__Entry *entry, struct ns1__bookResponse &reply) {
    if (!entry)
        return soap_senderfault("no entry", NULL);
    entry->id += 100;
    reply.booked = entry;
    return SOAP_OK;
}

// An entry for each word, all with one parent.
int LedgerBindingService::find(ArrayOfString *words, int limit, struct ns1__findResponse &reply) {
    int count = words ? words->__size : 0;
    reply.more = count > limit;
    reply.found = soap_new_ArrayOfEntry(this, -1);
    reply.found->__size = count < limit ? count : limit;
    reply.found->__ptr = (ns2__Entry **)soap_malloc(this, sizeof(ns2__Entry *) * (count + 1));
    ns2__Entry *parent = soap_new_ns2__Entry(this, -1);
    parent->id = 7;
    for (int at = 0; at < reply.found->__size; at++) {
        ns2__Refund *entry = soap_new_ns2__Refund(this, -1);
        entry->id = at;
        entry->kind = ns2__Kind__debit;
        entry->parent = parent;
        entry->reason = words->__ptritem[at];
        reply.found->__ptr[at] = entry;
    }
    return SOAP_OK;
}

int LedgerBindingService::turn(Rows *rows, struct ns1__turnResponse &reply) {
    reply.rows = rows;
    return SOAP_OK;
}

int LedgerBindingService::close(struct ns1__closeResponse &) { return SOAP_OK; }

int main() {
    // SOAP encoding as it was meant: a value that stands twice is written once.
    LedgerBindingService service(SOAP_XML_GRAPH);
    return service.serve();
}
