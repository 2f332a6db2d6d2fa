using System.Diagnostics;
using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Cli.Bench.Distribution;

/// <summary>What a long queue costs: insertion and hand-over behind few and behind many entries that wait. Placement alone, one script a step.</summary>
internal sealed class BacklogGrowth(BenchSettings settings, Action<string> say, List<BenchResult> results)
{
    /// <summary>Waiting entries at which it is measured: few, and as many as <c>--count</c> says.</summary>
    public const int Few = 1_000;

    private const int Clients = 200;
    private const int Chunk = 500;

    private static readonly Requirements Work = new("ghl", "contact_update", session: true);

    private readonly Random random = new(1);
    private int number;

    /// <summary>Insertion and hand-over behind few and behind many waiting entries of 200 clients; entries without sagas.</summary>
    public async Task RunAsync(IPlacementStore store, CancellationToken cancellation)
    {
        await store.RegisterTargetAsync(new TargetDefinition("bench-agent", TargetTypes.Agent, "bench", "bench-agent", ["ghl/*"], 1), cancellation).ConfigureAwait(false);
        var running = await store.TryPlaceAsync([new PlaceRequest(Next(), Work, "first", 10)], cancellation).ConfigureAwait(false) is [PlaceResult.Placed { Lease: var lease }]
            ? lease.Token
            : throw new BenchWrongException("The only slot is free and was not given.");
        await InsertAsync(store, Few, cancellation).ConfigureAwait(false);
        var (insertFew, handFew) = (await InsertAsync(store, Few, cancellation).ConfigureAwait(false), 0.0);
        (running, handFew) = await HandOverAsync(store, running, cancellation).ConfigureAwait(false);
        for (var waiting = Few; waiting < settings.Count; waiting += 50_000)
        {
            say($"{waiting:N0} of {settings.Count:N0} wait");
            await InsertAsync(store, Math.Min(50_000, settings.Count - waiting), cancellation).ConfigureAwait(false);
        }

        var insertMany = await InsertAsync(store, Few, cancellation).ConfigureAwait(false);
        var (_, handMany) = await HandOverAsync(store, running, cancellation).ConfigureAwait(false);
        results.Add(new("insert_us_few", insertFew, "us"));
        results.Add(new("insert_us_many", insertMany, "us"));
        results.Add(new("insert_growth", Math.Round(insertMany / insertFew, 2), "", "< 2"));
        results.Add(new("hand_over_us_few", handFew, "us"));
        results.Add(new("hand_over_us_many", handMany, "us"));
        results.Add(new("hand_over_growth", Math.Round(handMany / handFew, 2), "", "< 2"));
    }

    /// <returns>Microseconds for one of them.</returns>
    private async Task<double> InsertAsync(IPlacementStore store, int count, CancellationToken cancellation)
    {
        var began = Stopwatch.GetTimestamp();
        for (var done = 0; done < count; done += Chunk)
        {
            var requests = Enumerable.Range(0, Math.Min(Chunk, count - done)).Select(_ => new PlaceRequest(Next(), Work, Client(), random.Next(5) * 10)).ToList();
            var places = await store.TryPlaceAsync(requests, cancellation).ConfigureAwait(false);
            await store.ApplyAsync(
                [.. requests.Zip(places, (r, p) => new PlacementRequest.Park(r.Attempt, Work, r.Client, r.Rank, ((PlaceResult.NoSlot)p).Sequence))], cancellation).ConfigureAwait(false);
        }

        return Math.Round(Stopwatch.GetElapsedTime(began).TotalMicroseconds / count, 1);
    }

    /// <summary>The slot goes from one to the next, each confirmed: as many times as few.</summary>
    private static async Task<(string Running, double Microseconds)> HandOverAsync(IPlacementStore store, string running, CancellationToken cancellation)
    {
        var took = new List<double>();
        for (var i = 0; i < Few / 2; i++)
        {
            var began = Stopwatch.GetTimestamp();
            var news = await store.ApplyAsync([new PlacementRequest.Release(running)], cancellation).ConfigureAwait(false);
            took.Add(Stopwatch.GetElapsedTime(began).TotalMicroseconds);
            running = news.Grants is [{ } grant] ? grant.Lease.Token : throw new BenchWrongException("A slot came free, many wait, and nobody got it.");
            await store.ApplyAsync([new PlacementRequest.ConfirmGrant(running)], cancellation).ConfigureAwait(false);
        }

        took.Sort();
        return (running, Math.Round(took[took.Count / 2], 1));
    }

    private AttemptId Next() => new($"bench{number++}", 0, 1);

    private string Client() => $"client-{random.Next(Clients)}";
}
