using System.Collections.Frozen;

namespace Swarm.Messaging.Routing;

/// <summary>The operations that code tasks are routed by.</summary>
internal static class OperationTypes
{
    public const string Unknown = "unknown";

    private static readonly FrozenSet<string> Known = FrozenSet.Create(StringComparer.Ordinal, "create", "edit", "refactor", "test", "analyze", "optimize");

    public static IReadOnlyList<string> All => Known.Items;

    /// <summary>Work on the whole of a text: it weighs more and wants more memory.</summary>
    public static bool IsHeavy(string type) => type is "refactor" or "optimize";

    /// <summary>The operation itself when routing knows it, else <see cref="Unknown"/>.</summary>
    public static string Of(string? operation) => operation is not null && Known.TryGetValue(operation, out var type) ? type : Unknown;
}
