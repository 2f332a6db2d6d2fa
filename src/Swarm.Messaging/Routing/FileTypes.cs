using System.Collections.Frozen;

namespace Swarm.Messaging.Routing;

/// <summary>
/// The file types that code tasks are routed by, and what people call them. An extension that stands for a known language (<c>.hpp</c>,
/// <c>.mjs</c>) is of that language's type, not unknown: its module takes it.
/// </summary>
internal static class FileTypes
{
    public const string Unknown = "unknown";

    private static readonly (string Type, string[] Extensions, string? Name)[] Table =
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
        .SelectMany(row => row.Extensions, (row, extension) => (extension, row.Type))
        .ToFrozenDictionary(pair => pair.extension, pair => pair.Type, StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, string> ByName = Table
        .SelectMany(row => row.Extensions.Append(row.Name ?? row.Type).Distinct(), (row, name) => (name, row.Type))
        .ToFrozenDictionary(pair => pair.name, pair => pair.Type, StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> BySpan =
        ByExtension.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The short names, as results and pairs write them.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Table.Select(row => row.Type)];

    public static IReadOnlyList<string> Extensions { get; } = [.. ByExtension.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Null for a name that is not known.</summary>
    public static string? OfName(string name) => ByName.GetValueOrDefault(name);

    /// <summary>By the last dot of the last path segment; null when that says nothing.</summary>
    public static string? OfPath(ReadOnlySpan<char> path)
    {
        var file = path[(path.LastIndexOfAny('/', '\\') + 1)..];
        var dot = file.LastIndexOf('.');
        return dot >= 0 && BySpan.TryGetValue(file[(dot + 1)..], out var type) ? type : null;
    }
}
