using Swarm.Messaging.Routing;

namespace Swarm.Messaging.Wasmtime.Code;

/// <summary>The languages that the shipped module parses: all that routing has a file type for.</summary>
internal static class CodeLanguages
{
    public static string KnownExtensions { get; } = string.Join(", ", FileTypes.Extensions);

    public static string Known { get; } = string.Join(", ", FileTypes.All.Order(StringComparer.Ordinal));

    /// <summary>The short names, as results and pairs write them.</summary>
    public static IReadOnlyList<string> All => FileTypes.All;

    public static bool IsKnown(string language) => All.Contains(language);

    public static string? OfName(string name) => FileTypes.OfName(name);

    public static string? OfPath(string path) => FileTypes.OfPath(path);
}
