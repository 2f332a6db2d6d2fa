using System.Text.Json;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Wasmtime.Modules;

namespace Swarm.Messaging.Wasmtime.Code;

/// <summary>
/// The payload of a code task:
/// <c>{ "filePath"?: "a.py", "language"?: "py", "content": "...", "module"?: "tree-sitter", "memoryLimitMb"?: 128 }</c>.
/// The language is the named one, else that of the file's extension; one of the two must say it.
/// </summary>
internal sealed record CodePayload(string Language, string Content, string Module, int? MemoryLimitMb)
{
    private static readonly string[] Fields = ["filePath", "language", "content", "module", "memoryLimitMb"];

    /// <summary>The payload, or null with what is wrong with it; always every violation at once.</summary>
    public static CodePayload? Read(JsonElement payload, ModuleStore modules, List<Violation> violations)
    {
        if (payload.ValueKind != JsonValueKind.Object)
        {
            violations.Add(PayloadFields.WrongType("payload", payload, "an object with the field content"));
            return null;
        }

        foreach (var field in payload.EnumerateObject().Select(field => field.Name).Where(name => !Fields.Contains(name)))
            violations.Add(new Violation(
                $"payload.{PayloadRules.Cut(field)}", null,
                $"is not a field of a code payload{(NearestName.Of(field, Fields) is { } near ? $"; did you mean '{near}'?" : ".")} Known: {string.Join(", ", Fields)}.",
                "unknown_field"));

        var content = PayloadFields.Text(payload, "content", violations);
        if (!PayloadFields.IsGiven(payload, "content"))
            violations.Add(new Violation("payload.content", null, "is required: the source text to work on.", "missing_field"));
        var language = ReadLanguage(payload, violations);
        var module = ReadModule(payload, modules, violations);
        var memory = PayloadFields.WholeNumber(payload, "memoryLimitMb", 1, WasmOptions.LargestMemoryLimitMb, violations);
        return violations.Count > 0 ? null : new CodePayload(language!, content!, module, memory);
    }

    private static string? ReadLanguage(JsonElement payload, List<Violation> violations)
    {
        var path = PayloadFields.Text(payload, "filePath", violations);
        if (PayloadFields.IsGiven(payload, "language"))
        {
            var name = PayloadFields.Text(payload, "language", violations);
            if (name is not null && CodeLanguages.OfName(name) is null)
                violations.Add(new Violation(
                    "payload.language", PayloadRules.Cut(name), $"is not a known language. Known: {CodeLanguages.Known}.", "unknown_language"));
            return name is null ? null : CodeLanguages.OfName(name);
        }

        if (!PayloadFields.IsGiven(payload, "filePath"))
            violations.Add(new Violation(
                "payload.language", null, $"is required when there is no filePath. Known: {CodeLanguages.Known}.", "missing_field"));
        else if (path is not null && CodeLanguages.OfPath(path) is null)
            violations.Add(new Violation(
                "payload.filePath", PayloadRules.Cut(path),
                $"has no known extension; name the language, or use one of: {CodeLanguages.KnownExtensions}.", "unknown_language"));
        return path is null ? null : CodeLanguages.OfPath(path);
    }

    private static string ReadModule(JsonElement payload, ModuleStore modules, List<Violation> violations)
    {
        var name = PayloadFields.Text(payload, "module", violations) ?? ModuleStore.TreeSitter;
        if (name == ModuleStore.TreeSitter)
            return name;
        if (!modules.Folder.Contains(name))
            violations.Add(new Violation(
                "payload.module", PayloadRules.Cut(name),
                $"is not an installed module (a name has {ModuleFolder.NameRule}). Known: {string.Join(", ", modules.Names)}.", "unknown_module"));
        else if (!modules.Folder.IsWebAssembly(name))
            violations.Add(new Violation(
                "payload.module", name,
                "is in the module folder but is no WebAssembly: it does not begin with the bytes 00 61 73 6d. Put the compiled module there.",
                "not_webassembly"));
        return name;
    }
}
