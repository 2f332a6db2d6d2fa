using System.Text.Json;
using Swarm.Messaging.Wasmtime.Code;
using Swarm.Messaging.Wasmtime.Code.Create;

namespace Swarm.Messaging.Tests.Wasm.Code;

[Collection(WasmCollection.Name)]
public sealed class CreateTests(WasmFixture wasm)
{
    public static TheoryData<string, string> BuiltIn
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var language in CodeLanguages.All)
            {
                foreach (var template in BuiltInTemplates.Of(language))
                    data.Add(language, template);
            }

            return data;
        }
    }

    [Fact]
    public void Every_language_has_a_function_a_class_and_a_test() =>
        CodeLanguages.All.ShouldAllBe(language => new[] { "class", "function", "test" }.All(name => BuiltInTemplates.Find(language, name) != null));

    [Theory]
    [MemberData(nameof(BuiltIn))]
    public async Task A_built_in_template_makes_a_text_that_parses(string language, string template)
    {
        // What each wants is said by its refusals: a text where a list would not do, a list where a text would not.
        var parameters = new Dictionary<string, object>();
        for (var missing = Missing(); missing.Count > 0; missing = Missing())
        {
            foreach (var (name, rule) in missing)
                parameters[name] = rule.Contains("a text") ? Text(name) : Array.Empty<string>();
        }

        var empty = await wasm.ResultAsync("create", new { language, template, parameters });
        foreach (var name in parameters.Where(pair => pair.Value is string[]).Select(pair => pair.Key).ToList())
            parameters[name] = Items(language, name);
        var full = await wasm.ResultAsync("create", new { language, template, parameters });

        foreach (var result in new[] { empty, full })
        {
            result.GetProperty("syntaxErrors").GetInt32().ShouldBe(0);
            result.GetProperty("template").GetString().ShouldBe(template);
            Results.ShouldFollow("create", result);
        }

        full.GetProperty("content").GetString()!.ShouldNotContain("{{#");

        List<(string, string)> Missing() => [.. wasm.Judge("create", new { language, template, parameters })
            .Where(violation => violation.Code == "missing_parameter").Select(violation => (violation.Field.Split('.')[^1], violation.Rule.Split(": ")[1]))];
    }

    [Fact]
    public async Task A_template_of_ones_own_knows_texts_lists_and_flags()
    {
        const string Template = """
            {{#exported}}
            export
            {{/exported}}
            function {{name}}({{arguments|, }}) {
            {{#arguments}}
              check({{.}});
            {{/arguments}}
            {{^exported}}
              hidden();
            {{/exported}}
            }
            // \{{name}}
            """;

        var result = await wasm.ResultAsync("create", new
        {
            language = "js", templateText = Template.ReplaceLineEndings("\n"), parameters = new { name = "f", arguments = new[] { "a", "b" }, exported = true },
        });

        result.GetProperty("content").GetString().ShouldBe("export\nfunction f(a, b) {\n  check(a);\n  check(b);\n}\n// {{name}}");
    }

    [Theory]
    [InlineData("x = {{name}}", "{}", "payload.parameters.name", "missing_parameter")]
    [InlineData("x = 1", """{"name":"a"}""", "payload.parameters.name", "unused_parameter")]
    [InlineData("x = {{name}}", """{"name":["a"]}""", "payload.parameters.name", "wrong_type")]
    [InlineData("{{name|,}}", """{"name":"a"}""", "payload.parameters.name", "wrong_type")]
    [InlineData("{{#name}}x{{/name}}", """{"name":"a"}""", "payload.parameters.name", "wrong_type")]
    [InlineData("{{name}}", """{"name":{}}""", "payload.parameters.name", "wrong_type")]
    [InlineData("{{name", "{}", "payload.templateText", "invalid_template")]
    [InlineData("{{#a}}", "{}", "payload.templateText", "invalid_template")]
    [InlineData("{{/a}}", "{}", "payload.templateText", "invalid_template")]
    [InlineData("{{a b}}", "{}", "payload.templateText", "invalid_template")]
    [InlineData("{{.}}", "{}", "payload.templateText", "invalid_template")]
    public void Broken_templates_and_parameters_are_named(string templateText, string parameters, string field, string code)
    {
        var violation = wasm.Judge("create", new { language = "py", templateText, parameters = JsonElement.Parse(parameters) }).ShouldHaveSingleItem();

        (violation.Field, violation.Code).ShouldBe((field, code));
    }

    [Fact]
    public void An_unknown_template_is_told_the_known_ones() =>
        wasm.Judge("create", new { language = "py", template = "clas" }).ShouldHaveSingleItem().Rule.ShouldContain("class, function, test");

    [Fact]
    public async Task A_result_that_does_not_parse_fails() =>
        (await wasm.FailureAsync("create", new { language = "py", templateText = "def {{name}}:", parameters = new { name = "f" } })).Type.ShouldBe("syntax_error");

    private static string Text(string name) => name switch { "returns" => "int", "module" => "thing", "header" => "thing.h", "package" => "things", _ => "Thing" };

    private static string[] Items(string language, string name) => (language, name) switch
    {
        (_, "cases") => ["one", "two"],
        ("js" or "py", _) => ["a", "b"],
        ("ts" or "tsx" or "rs", _) => ["a: number", "b: string"],
        ("go", _) => ["a int", "b string"],
        _ => ["int a", "int b"],
    };
}
