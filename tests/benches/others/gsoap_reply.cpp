// Reads a reply with gSOAP, and writes it again: gsoap_reply read|write FILE. Prints MB/s of the best of three runs.
#include "RowsBinding.nsmap"
#include "soapH.h"

#include <cstdio>
#include <cstring>
#include <ctime>
#include <fstream>
#include <sstream>

static double seconds() {
    timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return now.tv_sec + now.tv_nsec / 1e9;
}

static _ns1__GetRowsResponse *read(soap *soap, const std::string &text) {
    std::istringstream stream(text);
    soap->is = &stream;
    _ns1__GetRowsResponse *reply = nullptr;
    if (soap_begin_recv(soap) || soap_envelope_begin_in(soap) || soap_body_begin_in(soap) ||
        !(reply = soap_get__ns1__GetRowsResponse(soap, nullptr, "ns1:GetRowsResponse", "")) ||
        soap_body_end_in(soap) || soap_envelope_end_in(soap) || soap_end_recv(soap)) {
        soap_print_fault(soap, stderr);
        exit(1);
    }
    soap->is = nullptr;
    return reply;
}

static size_t write(soap *soap, const _ns1__GetRowsResponse *reply) {
    std::ostringstream stream;
    soap->os = &stream;
    if (soap_begin_send(soap) || (reply->soap_serialize(soap), soap_envelope_begin_out(soap)) ||
        soap_body_begin_out(soap) || reply->soap_put(soap, "ns1:GetRowsResponse", "") || soap_body_end_out(soap) ||
        soap_envelope_end_out(soap) || soap_end_send(soap)) {
        soap_print_fault(soap, stderr);
        exit(1);
    }
    soap->os = nullptr;
    return stream.str().size();
}

int main(int count, char **arguments) {
    if (count != 3)
        return 2;
    bool writes = !strcmp(arguments[1], "write");
    std::ifstream file(arguments[2], std::ios::binary);
    std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    // A tree: nothing is looked for that is there twice.
    soap *soap = soap_new1(SOAP_C_UTFSTRING | SOAP_XML_TREE);
    double best = 1e9;
    size_t bytes = text.size();
    // The first round warms.
    for (int run = 0; run < 4; run++) {
        double start = seconds();
        _ns1__GetRowsResponse *reply = read(soap, text);
        if (writes) {
            start = seconds();
            bytes = write(soap, reply);
        }
        double took = seconds() - start;
        const std::vector<ns1__Row *> &rows = reply->GetRowsResult->Row;
        if (rows.empty() || *rows.back()->Id != int(rows.size()) || bytes < text.size() / 2)
            return 1;
        if (run && took < best)
            best = took;
        soap_destroy(soap);
        soap_end(soap);
    }
    printf("%.2f\n", bytes / 1e6 / best);
    soap_free(soap);
    return 0;
}
