using Xunit.Abstractions;

namespace Swarm.Messaging.Integration.Tests.Durability;

/// <summary>Strikes at random moments of a run: after a random number of executions and some milliseconds.</summary>
internal sealed class RandomMoments(ITestOutputHelper output)
{
    private const int LongestMs = 60;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly int seed = Random.Shared.Next();

    /// <param name="executions">How many there will be.</param>
    /// <param name="strike">What happens at each of them.</param>
    public async Task StrikeAsync(Installation installation, int executions, int times, Func<Task> strike)
    {
        var random = new Random(seed);
        var moments = Enumerable.Range(0, times).Select(_ => (Executed: random.Next(executions), Ms: random.Next(LongestMs))).OrderBy(m => m).ToList();
        output.WriteLine($"seed {seed}: strikes after {string.Join(", ", moments)} (executions, ms)");
        foreach (var (executed, ms) in moments)
        {
            await Eventually.HoldsAsync(() => installation.Journal.Executed() >= executed, $"{executed} tasks were executed", Patience);
            await Task.Delay(TimeSpan.FromMilliseconds(ms), TimeProvider.System);
            await strike();
        }
    }
}
