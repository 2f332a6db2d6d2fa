using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using HdrHistogram;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Routing;

namespace Swarm.Messaging.Cli.Bench;

/// <summary>
/// What finding the way costs: classification and ranking in the process, the choice of a target with its slot in Redis, the choice when
/// the strategy does not answer, the change from WebAssembly to an agent; and how a mixed load with faulty modules fares.
/// </summary>
internal sealed class RoutingBench(BenchSettings settings, Action<string> say)
{
    /// <summary>A lease and a sweep, twice over.</summary>
    private static readonly TimeSpan LeaseEnds = TimeSpan.FromSeconds(32);

    private const int Rankings = 10_000;
    private const int Warm = 500;

    // A short run is short in all its parts.
    private readonly int choices = (int)Math.Clamp(settings.Count * 5L, 1, 5_000);
    private readonly int lateChoices = Math.Clamp(settings.Count / 50, 1, 20);
    private readonly List<BenchResult> results = [];
    private readonly CodeTask code = CodeTask.Of("analyze", JsonSerializer.SerializeToElement(new { filePath = "src/main.rs", content = RankedTargets.Content }), 10);

    public async Task<BenchReport> RunAsync(CancellationToken cancellation)
    {
        foreach (var strategy in PlacementStrategies.OfCode)
            Rank(strategy);
        await using (var system = await BenchSystem.StartAsync(settings, cancellation).ConfigureAwait(false))
        {
            await ChooseAsync(system, cancellation).ConfigureAwait(false);
            var mixed = new MixedLoad(settings, system, say);
            results.AddRange(await mixed.FallbackAsync(cancellation).ConfigureAwait(false));
            results.AddRange(await mixed.RunAsync(cancellation).ConfigureAwait(false));
        }

        return new BenchReport(
            "routing", settings.Redis is null && !settings.StartServices ? "embedded" : "real", BenchMachine.Here(),
            new Dictionary<string, object>
            {
                ["candidates"] = RankedTargets.Count, ["choices"] = choices, ["mixedTasks"] = settings.Count, ["mixedOutstanding"] = settings.Outstanding,
                ["mix"] = MixedLoad.Words,
            },
            results);
    }

    /// <summary>Classification of a payload and ranking of 200 candidates, median.</summary>
    private void Rank(string strategy)
    {
        var (targets, now) = (RankedTargets.Make(TimeProvider.System.GetUtcNow()), TimeProvider.System.GetUtcNow());
        var (weights, took) = (SmoothWeights.None, new List<long>(Rankings));
        for (var i = -Warm; i < Rankings; i++)
        {
            var began = Stopwatch.GetTimestamp();
            var task = CodeClassifier.Classify(code);
            var ranking = CandidateRanking.Rank(
                CodeRequirements.Of(task), targets, new RankingRules(strategy, TimeSpan.FromSeconds(60), CodeRequirements.Speciality(task)), now, weights);
            if (i >= 0)
                took.Add(Stopwatch.GetTimestamp() - began);
            weights = ranking.Weights;
            if (ranking.Best is null)
                throw new BenchWrongException($"Of {RankedTargets.Count} candidates none was chosen.");
        }

        took.Sort();
        var name = strategy == PlacementStrategies.LeastConnections ? "rank_200_us" : $"rank_200_{strategy.Replace('-', '_')}_us";
        results.Add(new(name, Math.Round(took[took.Count / 2] * 1e6 / Stopwatch.Frequency, 1), "us", "< 100"));
    }

    /// <summary>The choice as a submission makes it: one task, one script, slot and lease taken; 200 targets and the pool to choose from.</summary>
    private async Task ChooseAsync(BenchSystem system, CancellationToken cancellation)
    {
        var store = system.Get<IPlacementStore>();
        await RankedTargets.RegisterAsync(store, cancellation).ConfigureAwait(false);
        var chooser = system.Get<SlotChooser>();
        var histogram = new LongHistogram(TimeStamp.Seconds(10), 3);
        for (var i = -Warm; i < choices; i++)
        {
            if (i % 1_000 == 0)
                await RankedTargets.RenewAsync(store, cancellation).ConfigureAwait(false);
            var began = Stopwatch.GetTimestamp();
            var choice = await chooser.ChooseAsync([Request(i)], cancellation).ConfigureAwait(false);
            if (i >= 0)
                histogram.RecordValue(Math.Max(1, Stopwatch.GetTimestamp() - began));
            await ReleaseAsync(store, choice, cancellation).ConfigureAwait(false);
        }

        results.Add(new("select_p50_ms", Milliseconds(histogram.GetValueAtPercentile(50)), "ms"));
        results.Add(new("select_p99_ms", Milliseconds(histogram.GetValueAtPercentile(99)), "ms", "< 5"));
        results.Add(new("fallback_routing_ms", await LateAsync(system, store, cancellation).ConfigureAwait(false), "ms", "100 and one choice"));
        await RankedTargets.RemoveAsync(store, cancellation).ConfigureAwait(false);
        await NothingIsLeftAsync(store, cancellation).ConfigureAwait(false);
    }

    /// <summary>A choice that was late may take effect after its attempt has ended: nobody keeps that lease, and it ends by itself.</summary>
    private static async Task NothingIsLeftAsync(IPlacementStore store, CancellationToken cancellation)
    {
        var began = Stopwatch.GetTimestamp();
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (await store.ReportAsync(cancellation).ConfigureAwait(false) is { Leases: > 0 } left)
        {
            if (Stopwatch.GetElapsedTime(began) > LeaseEnds)
                throw new BenchWrongException($"{left.Leases} leases are left and nobody has them.");
            await look.WaitForNextTickAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>A store that never answers: least-connections over the second connection decides when the time is over.</summary>
    private async Task<double> LateAsync(BenchSystem system, IPlacementStore store, CancellationToken cancellation)
    {
        var chooser = new SlotChooser(
            Silent.Of(store), system.Get<FallbackPlacement>(), system.Get<IOptionsMonitor<PlacementOptions>>(), TimeProvider.System, NullLogger<SlotChooser>.Instance);
        var took = new List<double>();
        for (var i = 0; i < lateChoices; i++)
        {
            var choice = await chooser.ChooseAsync([Request(1_000_000 + i)], cancellation).ConfigureAwait(false);
            if (!choice.FellBack)
                throw new BenchWrongException("A store that does not answer has chosen.");
            took.Add(choice.Elapsed.TotalMilliseconds);
            await ReleaseAsync(store, choice, cancellation).ConfigureAwait(false);
        }

        took.Sort();
        return Math.Round(took[took.Count / 2], 2);
    }

    private static PlaceRequest Request(int number) => new(
        new AttemptId($"choice{number}", 0, 1), CodeRequirements.Of(CodeClassifier.Classify(CodeTask.Of("analyze", RankedTargets.Payload, 10))), "bench", 10);

    private static async Task ReleaseAsync(IPlacementStore store, SlotChoice choice, CancellationToken cancellation)
    {
        if (choice.Places is not [PlaceResult.Placed { Lease: var lease }])
            throw new BenchWrongException($"There are free slots and none was given: {choice.Places[0]}");
        await store.ApplyAsync([new PlacementRequest.Release(lease.Token)], cancellation).ConfigureAwait(false);
    }

    private static double Milliseconds(long ticks) => Math.Round(ticks * 1e3 / Stopwatch.Frequency, 3);

    /// <summary>The store itself, but for the one question that it never answers.</summary>
    internal class Silent : DispatchProxy
    {
        private IPlacementStore inner = null!;

        public static IPlacementStore Of(IPlacementStore inner)
        {
            var proxy = Create<IPlacementStore, Silent>();
            ((Silent)(object)proxy).inner = inner;
            return proxy;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name == nameof(IPlacementStore.TryPlaceAsync)
            ? new TaskCompletionSource<IReadOnlyList<PlaceResult>>().Task
            : targetMethod.Invoke(inner, args);
    }
}
