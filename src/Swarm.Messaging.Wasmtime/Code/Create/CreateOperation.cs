using System.Text;
using System.Text.Json;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Wasmtime.Sandbox;

namespace Swarm.Messaging.Wasmtime.Code.Create;

/// <summary>
/// Makes a text from a template: <c>{ "template": "class" | "templateText": "...", "parameters": { "name": "Clock" } }</c>.
/// The result must parse. Result: contracts/schemas/results/code-create.json.
/// </summary>
internal sealed class CreateOperation : ICodeOperation
{
    public string Name => "create";

    public IReadOnlyList<string> Fields => ["template", "templateText", "parameters"];

    public bool WantsContent => false;

    public Func<CodeStep>? Read(CodePayload payload, JsonElement fields, List<Violation> violations)
    {
        if (PayloadRules.TryGet(fields, "content", out var content))
            violations.Add(new Violation("payload.content", PayloadRules.Show(content), "is not for this operation: it makes the content. Use edit to change one.", "unknown_field"));
        var text = ReadText(payload, fields, violations, out var name);
        var parameters = TemplateParameters.Read(fields, violations);
        if (text is null || parameters is null)
            return null;
        var field = name is null ? "payload.templateText" : "payload.template";
        if (Template.Parse(text, out var problem) is not { } template)
        {
            violations.Add(new Violation(field, name, problem!, "invalid_template"));
            return null;
        }

        if (parameters.Judge(template, violations))
            return null;
        return () => new CodeStep.Call(
            "check", Encoding.UTF8.GetBytes(template.Fill(parameters)), GuestRequest.Of("The template", ""),
            result => GuestAnswer.Of(result, writer => WriteTemplate(writer, name)));
    }

    private static string? ReadText(CodePayload payload, JsonElement fields, List<Violation> violations, out string? name)
    {
        name = PayloadFields.Text(fields, "template", violations);
        var text = PayloadFields.Text(fields, "templateText", violations);
        if (PayloadFields.IsGiven(fields, "template") == PayloadFields.IsGiven(fields, "templateText"))
        {
            violations.Add(new Violation(
                "payload.template", name is null ? null : PayloadRules.Cut(name),
                $"is required, or else templateText; one of the two. Templates of {payload.Language}: {string.Join(", ", BuiltInTemplates.Of(payload.Language))}.", "missing_field"));
            return null;
        }

        if (name is null)
            return text;
        if (BuiltInTemplates.Find(payload.Language, name) is { } found)
            return found;
        violations.Add(new Violation(
            "payload.template", PayloadRules.Cut(name),
            $"is no template of {payload.Language}. Known: {string.Join(", ", BuiltInTemplates.Of(payload.Language))}.", "unknown_template"));
        return null;
    }

    private static void WriteTemplate(Utf8JsonWriter writer, string? name)
    {
        if (name is not null)
            writer.WriteString("template", name);
    }
}
