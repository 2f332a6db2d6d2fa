namespace Swarm.Messaging.Routing;

/// <summary>
/// State of smooth weighted round robin: what each target has gathered. With each turn every candidate gathers its weight, the one that has
/// gathered most wins and pays the sum of all weights. Never changed, only followed by the next.
/// </summary>
public sealed class SmoothWeights
{
    /// <summary>Sums of fractions that are equal on paper must be equal here, or ties would not go to the earliest.</summary>
    private const int Digits = 9;

    private readonly Dictionary<string, double> gathered;

    private SmoothWeights(Dictionary<string, double> gathered) => this.gathered = gathered;

    public static SmoothWeights None { get; } = new([]);

    public double Of(string targetId) => gathered.GetValueOrDefault(targetId);

    /// <summary>What it has with this turn's weight.</summary>
    internal double With(string targetId, double weight) => Math.Round(Of(targetId) + weight, Digits);

    /// <summary>After a turn. Targets that took no part, and may be gone, are forgotten.</summary>
    /// <param name="turn">Those that took part, each with its score, the winner first.</param>
    internal static SmoothWeights After(ReadOnlySpan<RankedCandidate> turn, double sum)
    {
        var next = new Dictionary<string, double>(turn.Length, StringComparer.Ordinal);
        for (var i = 0; i < turn.Length; i++)
            next[turn[i].Target.TargetId] = i == 0 ? Math.Round(turn[i].Score - sum, Digits) : turn[i].Score;
        return new SmoothWeights(next);
    }
}
