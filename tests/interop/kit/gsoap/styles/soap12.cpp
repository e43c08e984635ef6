// SOAP 1.2: headers in both directions, declared faults, bytes, a one-way operation (echo tells what it brought last).
#include "service.h"
#include "nsmap.inc"
#include "serve.h"

static std::string brought = "nothing";

struct Server : TestServiceSoapBindingService {
  Server(struct soap *s) : TestServiceSoapBindingService(s) {}

  // gSOAP answers in the version of the request: one in another version than the contract's shall not pass.
  bool other_version() { return soap->version != 2; }

  SOAP_ENV__Detail *declared_fault(const char *reason) {
    soap->header = NULL;
    soap_senderfault("ns1:Asked", reason, NULL);
    SOAP_ENV__Detail *detail = soap_new_SOAP_ENV__Detail(soap);
    soap_default_SOAP_ENV__Detail(soap, detail);
    soap->fault->SOAP_ENV__Detail = detail;
    return detail;
  }

  int fail(ns1__fail *request, ns1__failResponse &) override {
    ns1__echoFault *why = soap_new_ns1__echoFault(soap);
    why->text = seen(soap, "text", request->text);
    declared_fault("asked to fail")->ns1__EchoException = why;
    return SOAP_FAULT;
  }

  int large(ns1__large *, ns1__largeResponse &) override {
    ns1__IOException *why = soap_new_ns1__IOException(soap);
    why->message = str(soap, "too large");
    declared_fault("it is large")->ns1__IOException_ = why;
    return SOAP_FAULT;
  }

  int echoWithHeaders(ns1__echoWithHeaders *request, __ns1__echoWithHeadersResponse &answer) override {
    ::soap_header(soap); // the request's header object is used again for the response
    SOAP_ENV__Header *h = soap->header;
    answer.ns1__echoWithHeadersResponse_ = soap_new_ns1__echoWithHeadersResponse(soap);
    answer.ns1__echoWithHeadersResponse_->text = seen(soap, "text", request->text);
    h->ns1__headerOut = str(soap, "in=" + said(h->ns1__headerIn) + " both=" + said(h->ns1__headerInOut));
    h->ns1__headerInOut = seen(soap, "headerInOut", h->ns1__headerInOut);
    h->ns1__headerIn = NULL;
    return SOAP_OK;
  }

  int noParamsWithHeader(ns1__noParamsWithHeader *, ns1__noParamsWithHeaderResponse &answer) override {
    answer.text = str(soap, "in=" + said(soap->header ? soap->header->ns1__headerIn : NULL));
    soap->header = NULL;
    return SOAP_OK;
  }

  int noParams(ns1__noParams *, ns1__noParamsResponse &answer) override {
    answer.text = str(soap, other_version() ? "not SOAP 1.2" : "SOAP 1.2");
    return SOAP_OK;
  }

  int echo(ns1__echo *request, ns1__echoResponse &answer) override {
    // The action stands in the media type here, not in a header of its own.
    answer.text = str(soap, "text=" + said(request->text) + " action=" + (soap->action ? soap->action : "(none)") +
        " brought=" + brought);
    return SOAP_OK;
  }

  int oneWay(ns1__oneWay *request) override {
    brought = said(request->text);
    return send_oneWay_empty_response(SOAP_OK);
  }

  int echoAccount(ns1__echoAccount *request, ns1__echoAccountResponse &answer) override {
    if (request->name == "nobody") return SOAP_OK;
    ns1__account *given = request->account, *account = answer.account = soap_new_ns1__account(soap);
    account->clientName = str(soap, request->name + " for " + said(given->clientName));
    account->id = given->id + 1;
    for (size_t i = given->items.size(); i-- > 0;) account->items.push_back(given->items[i]);
    if (given->startingDate) account->startingDate = moment(soap, *given->startingDate + 3600);
    return SOAP_OK;
  }

  int uploadAttachment(ns1__uploadAttachment *request, ns1__uploadAttachmentResponse &answer) override {
    unsigned sum = 0;
    const xsd__base64Binary *bytes = request->attachment;
    for (int i = 0; bytes && i < bytes->__size; i++) sum = sum * 31 + bytes->__ptr[i];
    answer.result = str(soap, bytes ? std::to_string(bytes->__size) + " bytes, sum " + std::to_string(sum) : "none");
    return SOAP_OK;
  }

  int downloadAttachment(ns1__downloadAttachment *request, ns1__downloadAttachmentResponse &answer) override {
    int size = request->fileName ? atoi(request->fileName->c_str()) : 0;
    answer.attachment = soap_new_xsd__base64Binary(soap);
    answer.attachment->__size = size;
    answer.attachment->__ptr = (unsigned char *)soap_malloc(soap, size + 1);
    for (int i = 0; i < size; i++) answer.attachment->__ptr[i] = (unsigned char)(i * 7);
    return SOAP_OK;
  }
};

int main(int argc, char **argv) { return serve<Server>(argc, argv, 0); }
