using System.Collections.Frozen;

namespace Swarm.Messaging.Wasmtime.Code;

/// <summary>The languages that the shipped module parses, and what people call them.</summary>
internal static class CodeLanguages
{
    private static readonly FrozenDictionary<string, string> ByExtension = new Dictionary<string, string>
    {
        ["js"] = "js", ["mjs"] = "js", ["cjs"] = "js", ["jsx"] = "js",
        ["ts"] = "ts", ["mts"] = "ts", ["cts"] = "ts", ["tsx"] = "tsx",
        ["py"] = "py", ["rs"] = "rs", ["go"] = "go", ["java"] = "java",
        ["cpp"] = "cpp", ["cc"] = "cpp", ["cxx"] = "cpp", ["hpp"] = "cpp", ["hh"] = "cpp",
        ["c"] = "c", ["h"] = "c",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, string> ByName = new Dictionary<string, string>(ByExtension)
    {
        ["javascript"] = "js", ["typescript"] = "ts", ["python"] = "py", ["rust"] = "rs", ["golang"] = "go", ["c++"] = "cpp",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static string KnownExtensions { get; } = string.Join(", ", ByExtension.Keys.Order(StringComparer.Ordinal));

    public static string Known { get; } = string.Join(", ", ByExtension.Values.Distinct().Order(StringComparer.Ordinal));

    public static string? OfName(string name) => ByName.GetValueOrDefault(name);

    /// <summary>By the last dot of the last path segment.</summary>
    public static string? OfPath(string path)
    {
        var file = path[(path.LastIndexOfAny(['/', '\\']) + 1)..];
        var dot = file.LastIndexOf('.');
        return dot < 0 ? null : ByExtension.GetValueOrDefault(file[(dot + 1)..]);
    }
}
