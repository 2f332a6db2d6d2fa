using System.Text.Json;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Wasmtime.Modules;

namespace Swarm.Messaging.Wasmtime.Code;

/// <summary>
/// What every code task says: <c>{ "filePath"?: "a.py", "language"?: "py", "content"?: "...", "module"?: "...", "memoryLimitMb"?: 128 }</c>.
/// The language is the named one, else that of the file's extension; one of the two must say it. Each operation has fields of its own beside these.
/// </summary>
/// <param name="Module">The module that runs it; null when none declares the pair, and it is for agents.</param>
internal sealed record CodePayload(string Language, string? FilePath, string? Content, ModuleManifest? Module, int? MemoryLimitMb)
{
    public static IReadOnlyList<string> Fields { get; } = ["filePath", "language", "content", "module", "memoryLimitMb"];

    /// <summary>The payload, or null with what is wrong with it; always every violation at once.</summary>
    public static CodePayload? Read(string operation, JsonElement payload, ModuleCatalog modules, List<Violation> violations)
    {
        if (payload.ValueKind != JsonValueKind.Object)
        {
            violations.Add(PayloadFields.WrongType("payload", payload, "an object with the field content"));
            return null;
        }

        var before = violations.Count;
        var content = PayloadFields.Text(payload, "content", violations);
        var path = PayloadFields.Text(payload, "filePath", violations);
        var language = ReadLanguage(payload, path, violations);
        var module = ReadModule(operation, language, payload, modules, violations);
        var memory = PayloadFields.WholeNumber(payload, "memoryLimitMb", 1, WasmOptions.LargestMemoryLimitMb, violations);
        return violations.Count > before ? null : new CodePayload(language!, path, content, module, memory);
    }

    private static string? ReadLanguage(JsonElement payload, string? path, List<Violation> violations)
    {
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

    private static ModuleManifest? ReadModule(
        string operation, string? language, JsonElement payload, ModuleCatalog modules, List<Violation> violations)
    {
        var name = PayloadFields.Text(payload, "module", violations);
        if (name is null)
            return language is null ? null : modules.Find(language, operation);
        if (modules.Find(name) is not { } module)
        {
            violations.Add(new Violation("payload.module", PayloadRules.Cut(name), modules.WhyUnknown(name), "unknown_module"));
            return null;
        }

        if (language is not null && !module.Declares(language, operation))
            violations.Add(new Violation(
                "payload.module", name, $"does not declare {language}:{operation}. It declares: {string.Join(", ", module.Pairs)}.", "undeclared_pair"));
        return module;
    }
}
