#include "driver.h"

#include <string.h>

void json_number(Buffer *json, uint32_t value) {
    char digits[10];
    uint32_t at = sizeof digits;
    do digits[--at] = (char)('0' + value % 10);
    while (value /= 10);
    append(json, digits + at, sizeof digits - at);
}

void json_string(Buffer *json, const char *bytes, uint32_t length) {
    static const char hex[] = "0123456789abcdef";
    append(json, "\"", 1);
    uint32_t clean = 0; // start of the run that needs no escape
    for (uint32_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)bytes[i];
        if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7f) continue;
        char escape[6] = {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]};
        append(json, bytes + clean, i - clean);
        append(json, escape, sizeof escape);
        clean = i + 1;
    }
    append(json, bytes + clean, length - clean);
    append(json, "\"", 1);
}

void json_field(Buffer *json, const char *name) {
    char last = json->length ? json->bytes[json->length - 1] : '{';
    if (last != '{' && last != '[') append(json, ",", 1);
    append(json, "\"", 1);
    append_text(json, name);
    append(json, "\":", 2);
}

void json_text(Buffer *json, const char *text) {
    json_string(json, text, (uint32_t)strlen(text));
}

void json_failure(Buffer *json, const char *type, const Buffer *message) {
    json->length = 0;
    append_text(json, "{");
    json_field(json, "failure");
    append_text(json, "{");
    json_field(json, "type"), json_text(json, type);
    json_field(json, "message"), json_string(json, message->bytes, message->length);
    append_text(json, "}}");
}
