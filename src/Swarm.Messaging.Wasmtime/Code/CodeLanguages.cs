using System.Collections.Frozen;

namespace Swarm.Messaging.Wasmtime.Code;

/// <summary>The languages that the shipped module parses, and what people call them.</summary>
internal static class CodeLanguages
{
    private static readonly (string Language, string[] Extensions, string? Name)[] Table =
    [
        ("js", ["js", "mjs", "cjs", "jsx"], "javascript"),
        ("ts", ["ts", "mts", "cts"], "typescript"),
        ("tsx", ["tsx"], null),
        ("py", ["py"], "python"),
        ("rs", ["rs"], "rust"),
        ("go", ["go"], "golang"),
        ("java", ["java"], null),
        ("cpp", ["cpp", "cc", "cxx", "hpp", "hh"], "c++"),
        ("c", ["c", "h"], null),
    ];

    private static readonly FrozenDictionary<string, string> ByExtension = Table
        .SelectMany(row => row.Extensions, (row, extension) => (extension, row.Language))
        .ToFrozenDictionary(pair => pair.extension, pair => pair.Language, StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, string> ByName = Table
        .SelectMany(row => row.Extensions.Append(row.Name ?? row.Language).Distinct(), (row, name) => (name, row.Language))
        .ToFrozenDictionary(pair => pair.name, pair => pair.Language, StringComparer.OrdinalIgnoreCase);

    public static string KnownExtensions { get; } = string.Join(", ", ByExtension.Keys.Order(StringComparer.Ordinal));

    public static string Known { get; } = string.Join(", ", Table.Select(row => row.Language).Order(StringComparer.Ordinal));

    /// <summary>The short names, as results and pairs write them.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Table.Select(row => row.Language)];

    public static bool IsKnown(string language) => All.Contains(language);

    public static string? OfName(string name) => ByName.GetValueOrDefault(name);

    /// <summary>By the last dot of the last path segment.</summary>
    public static string? OfPath(string path)
    {
        var file = path[(path.LastIndexOfAny(['/', '\\']) + 1)..];
        var dot = file.LastIndexOf('.');
        return dot < 0 ? null : ByExtension.GetValueOrDefault(file[(dot + 1)..]);
    }
}
