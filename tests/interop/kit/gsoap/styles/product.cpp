// Attributes, text with attributes, names that are no identifiers: the answer tells what the server saw, a word each.
// ../../node_product.js answers the same.
#include "service.h"
#include "nsmap.inc"
#include "serve.h"

struct Server : ref_USCOREbindingService {
  Server(struct soap *s) : ref_USCOREbindingService(s) {}

  int echo(_ns1__Product_Bag *bag, _ns1__Creator &answer) override {
    std::string &all = answer.__item;
    for (size_t i = 0; i < bag->bag.size(); i++)
      all += "bag " + bag->bag[i]->name + " " + std::to_string(bag->bag[i]->ns1__Rating) + "; ";
    for (size_t i = 0; i < bag->ns1__Rating.size(); i++) all += "rating " + std::to_string(bag->ns1__Rating[i]) + "; ";
    for (size_t i = 0; i < bag->Comment_USCORE1.size(); i++)
      all += "comment1 " + bag->Comment_USCORE1[i].msgid + " " + bag->Comment_USCORE1[i].__item + "; ";
    for (size_t i = 0; i < bag->comment_2.size(); i++)
      all += "comment2 " + bag->comment_2[i]->msgid + " " + bag->comment_2[i]->__item + "; ";
    if (bag->_USCORE_USCOREpoint)
      all += "point " + bag->_USCORE_USCOREpoint->__item + " " + bag->_USCORE_USCOREpoint->unit + "; ";
    all += std::string("yesno ") + (bag->ns1__yesno ? std::string(1, char(*bag->ns1__yesno)) : "(none)");
    answer.Role = said(bag->ns1__version);
    return SOAP_OK;
  }
};

int main(int argc, char **argv) { return serve<Server>(argc, argv, 0); }
