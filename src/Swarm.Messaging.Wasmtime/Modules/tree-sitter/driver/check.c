// The export `check`: does a text parse no worse than the one it replaces? The request holds that one; none for a new file.
#include "driver.h"

#include <string.h>

__attribute__((export_name("check"))) uint64_t swarm_check(
    const char *language, uint32_t language_length, const char *text, uint32_t length, const char *asked, uint32_t asked_length) {
    const Language *found = language_find(language, language_length);
    if (!found) return 0;
    Request request = {asked, asked + asked_length};
    Text did = request_text(&request), old = request_text(&request);
    skip_mark(&old.text, &old.length);
    Buffer json = {0}, content = {0}, name = {0};
    append(&content, text, length);
    append(&name, did.text, did.length);
    append(&name, "", 1);
    append_text(&json, "{");
    json_field(&json, "language"), json_text(&json, found->name);
    if (judge_result(found, syntax_errors(parse_text(found, old.text, old.length)), &content, name.bytes, &json)) {
        json_field(&json, "content"), json_string(&json, text, length);
        append_text(&json, "}");
    }
    return finished(&json);
}
