#include "driver.h"

#include <string.h>

Text request_text(Request *request) {
    if (request->end - request->at < 4) return (Text){"", 0};
    const unsigned char *bytes = (const unsigned char *)request->at;
    uint32_t length = bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
    if (length > (uint32_t)(request->end - request->at) - 4) length = (uint32_t)(request->end - request->at) - 4;
    Text text = {request->at + 4, length};
    request->at += 4 + length;
    return text;
}

uint32_t request_number(Request *request) {
    Text text = request_text(request);
    uint32_t number = 0;
    for (uint32_t i = 0; i < text.length && text.text[i] >= '0' && text.text[i] <= '9'; i++)
        number = number * 10 + (uint32_t)(text.text[i] - '0');
    return number;
}

bool text_is(Text text, const char *expected) {
    return text.length == strlen(expected) && memcmp(text.text, expected, text.length) == 0;
}
