namespace Swarm.Messaging.Distribution.Operations;

/// <summary>Ranks as the CRM's callers name them.</summary>
internal static class RankNames
{
    public static IReadOnlyList<string> All { get; } = ["critical", "high", "normal", "low", "background"];

    /// <summary>The name of the least urgent one that is not more urgent than the rank.</summary>
    public static string Of(int rank) => rank switch { <= 0 => "critical", <= 5 => "high", <= 10 => "normal", <= 50 => "low", _ => "background" };

    /// <param name="urgency">1..5.</param>
    public static int OfUrgency(int urgency) => urgency switch { 1 => 0, 2 => 5, 3 => 10, 4 => 50, _ => 100 };
}
