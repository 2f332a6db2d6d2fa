namespace Swarm.Messaging.Cli.Bench.Faults;

/// <summary>What goes wrong when: random, and the same for the same seed. A process has one fault at a time; those of several coincide as they may.</summary>
internal static class FaultPlan
{
    private static readonly (FaultKind Kind, int Weight)[] Weights =
        [(FaultKind.Pause, 40), (FaultKind.Kill, 25), (FaultKind.Stall, 20), (FaultKind.Cut, 15)];

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan LongestAbsence = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BetweenRedis = TimeSpan.FromSeconds(15);

    /// <param name="longest">Of pauses, stalls and cuts.</param>
    public static IReadOnlyList<Fault> Of(int seed, int processes, TimeSpan duration, TimeSpan longest)
    {
        var random = new Random(seed);
        var faults = Enumerable.Range(0, processes).SelectMany(p => OfProcess(random, p, duration, longest).ToList()).ToList();
        faults.AddRange(OfRedis(random, duration));
        return [.. faults.OrderBy(f => f.At)];
    }

    private static IEnumerable<Fault> OfProcess(Random random, int process, TimeSpan duration, TimeSpan longest)
    {
        var isFirst = true;
        for (var at = Between(random, TimeSpan.Zero, LongestRest); at < duration;)
        {
            // The first ones are of all kinds, so that a short run has them too.
            var kind = isFirst ? Weights[process % Weights.Length].Kind : Kind(random);
            isFirst = false;
            // Mostly short ones, some that outlast every lease.
            var length = kind == FaultKind.Kill ? Between(random, Shortest, LongestAbsence) : Shortest + ((longest - Shortest) * Math.Pow(random.NextDouble(), 2));
            yield return new Fault(at, kind, process, length);
            at += length + Between(random, Shortest, LongestRest);
        }
    }

    private static IEnumerable<Fault> OfRedis(Random random, TimeSpan duration)
    {
        for (var at = Between(random, Shortest, BetweenRedis); at < duration; at += Between(random, BetweenRedis / 2, BetweenRedis * 1.5))
            yield return new Fault(at, FaultKind.Redis, Fault.OfRedis, Between(random, TimeSpan.Zero, LongestAbsence));
    }

    private static FaultKind Kind(Random random)
    {
        var drawn = random.Next(Weights.Sum(w => w.Weight));
        return Weights.First(w => (drawn -= w.Weight) < 0).Kind;
    }

    private static TimeSpan Between(Random random, TimeSpan least, TimeSpan most) => least + ((most - least) * random.NextDouble());
}
