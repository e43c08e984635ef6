// Reads a reply to GetRows with gSOAP: gsoap_reply FILE. Prints MB/s of the best of three runs.
#include <algorithm>
#include <ctime>
#include <fstream>
#include <iostream>
#include <sstream>

#include "ShapesBinding.nsmap"
#include "soapShapesBindingProxy.h"

int main(int, char **argv) {
    std::ifstream file(argv[1]);
    std::stringstream content;
    content << file.rdbuf();
    const std::string text = content.str();
    double best = 1e9;
    for (int run = 0; run < 3; run++) {
        ShapesBindingProxy proxy;
        std::istringstream in(text);
        proxy.soap->is = &in;
        _ns1__GetRowsResponse reply;
        const std::clock_t start = std::clock();
        if (proxy.recv_GetRows(reply)) {
            proxy.soap_stream_fault(std::cerr);
            return 1;
        }
        best = std::min(best, double(std::clock() - start) / CLOCKS_PER_SEC);
        if (!reply.GetRowsResult || reply.GetRowsResult->Row.size() < 100) {
            std::cerr << "it was not read" << std::endl;
            return 1;
        }
        proxy.destroy();
    }
    std::cout << text.size() / 1e6 / best << std::endl;
}
