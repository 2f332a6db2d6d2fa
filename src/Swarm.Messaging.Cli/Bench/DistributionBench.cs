using System.Diagnostics;
using HdrHistogram;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Placement.Sessions;

namespace Swarm.Messaging.Cli.Bench;

/// <summary>
/// Choosing among the sessions of many agents for many clients, and what a long queue costs: placement alone, one script a step, on a Redis
/// that is a process of its own.
/// </summary>
internal sealed class DistributionBench(BenchSettings settings, Action<string> say)
{
    private const int Agents = 100;
    private const int SessionsEach = 10;
    private const int Clients = 200;
    private const int Held = 150;
    private const int Warm = 500;
    private const int Chunk = 500;

    /// <summary>Waiting entries at which insertion and hand-over are measured: few, and as many as <c>--count</c> says.</summary>
    private const int Few = 1_000;

    private static readonly Requirements Work = new("ghl", "contact_update", session: true);

    private readonly Random random = new(1);
    private int number;

    public async Task<BenchReport> RunAsync(CancellationToken cancellation)
    {
        var results = new List<BenchResult>();
        await using (var placement = await BenchPlacement.StartAsync(settings.Redis, Options(), cancellation).ConfigureAwait(false))
        {
            say("choosing among sessions");
            await ChooseAsync(placement, results, cancellation).ConfigureAwait(false);
        }

        await using (var placement = await BenchPlacement.StartAsync(settings.Redis, Options(), cancellation).ConfigureAwait(false))
            await GrowAsync(placement.Store, results, cancellation).ConfigureAwait(false);
        return new BenchReport(
            "distribution", settings.Redis is null ? "embedded" : "real", BenchMachine.Here(),
            new Dictionary<string, object>
            {
                ["agents"] = Agents, ["sessions"] = Agents * SessionsEach, ["clients"] = Clients, ["held"] = Held, ["waiting"] = settings.Count,
            },
            results);
    }

    private PlacementOptions Options() => new()
    {
        BacklogBound = settings.Count + (4 * Few), TargetTtl = TimeSpan.FromHours(2), Lease = TimeSpan.FromHours(1), Heartbeat = TimeSpan.FromMinutes(10),
    };

    /// <summary>A choice as a submission makes it: slot of an agent, slot of a session, lease. So many are held at a time, the oldest ends for each that begins.</summary>
    private async Task ChooseAsync(BenchPlacement placement, List<BenchResult> results, CancellationToken cancellation)
    {
        var (store, sessions) = (placement.Store, placement.Sessions);
        await RegisterAsync(store, sessions, cancellation).ConfigureAwait(false);
        var (held, took) = (new Queue<string>(), new LongHistogram(TimeStamp.Seconds(10), 3));
        var choices = Math.Clamp(settings.Count, 100, 5_000);
        var before = new SessionFigures(0, 0, 0);
        var clock = Stopwatch.GetTimestamp();
        for (var i = -Warm; i < choices; i++)
        {
            if (i == 0)
                (before, clock) = (await sessions.FiguresAsync(cancellation).ConfigureAwait(false), Stopwatch.GetTimestamp());
            if (held.Count == Held)
                await store.ApplyAsync([new PlacementRequest.Release(held.Dequeue(), new AttemptOutcome(true, TimeSpan.FromMilliseconds(1), null))], cancellation).ConfigureAwait(false);
            var began = Stopwatch.GetTimestamp();
            var answer = await store.TryPlaceAsync([new PlaceRequest(Next(), Work, Client(), 10)], cancellation).ConfigureAwait(false);
            if (i >= 0)
                took.RecordValue(Math.Max(1, Stopwatch.GetTimestamp() - began));
            held.Enqueue(answer is [PlaceResult.Placed { Lease: { Session: not null } lease }]
                ? lease.Token
                : throw new BenchWrongException($"Most of the slots are free and none was given: {answer[0]}"));
        }

        var seconds = Stopwatch.GetElapsedTime(clock).TotalSeconds;
        var figures = await sessions.FiguresAsync(cancellation).ConfigureAwait(false);
        await CheckAsync(sessions, held.Count, cancellation).ConfigureAwait(false);
        results.Add(new("choose_p50_ms", Milliseconds(took.GetValueAtPercentile(50)), "ms"));
        results.Add(new("choose_p99_ms", Milliseconds(took.GetValueAtPercentile(99)), "ms", "< 1"));
        results.Add(new("choose_and_end_per_s", Math.Round(choices / seconds), "1/s", "500"));
        results.Add(new("affinity_hit_rate", Math.Round((double)(figures.AffinityHits - before.AffinityHits) / (figures.Choices - before.Choices), 3), "", "> 0.9"));
    }

    private static async Task RegisterAsync(IPlacementStore store, ISessionStore sessions, CancellationToken cancellation)
    {
        for (var agent = 0; agent < Agents; agent++)
        {
            await store.RegisterTargetAsync(
                new TargetDefinition($"bench-agent-{agent}", TargetTypes.Agent, "bench", $"bench-agent-{agent}", ["ghl/*"], 5)
                {
                    Rating = new TargetRating(1, 0.95m, 0.9m, 0.95m, 0),
                }, cancellation).ConfigureAwait(false);
        }

        // The latest of a client draws its work: in no order of agents.
        var order = Enumerable.Range(0, Agents * SessionsEach).ToArray();
        new Random(1).Shuffle(order);
        foreach (var n in order)
        {
            var session = new SessionDefinition($"session-{n}", $"bench-agent-{n / SessionsEach}", $"client-{n % Clients}");
            if (await sessions.RegisterAsync(session, cancellation).ConfigureAwait(false) is not SessionRegistered.Known)
                throw new BenchWrongException($"{session.SessionId} could not be registered.");
        }
    }

    private static async Task CheckAsync(ISessionStore sessions, int held, CancellationToken cancellation)
    {
        var all = await sessions.ListAsync(cancellation).ConfigureAwait(false);
        if (all.Sum(s => s.Active) != held)
            throw new BenchWrongException($"{all.Sum(s => s.Active)} slots of sessions are taken by {held} attempts.");
        if (all.FirstOrDefault(s => s.Active > s.Slots) is { } over)
            throw new BenchWrongException($"{over.SessionId} has {over.Active} attempts in {over.Slots} slots.");
    }

    /// <summary>Insertion and hand-over behind few and behind many waiting entries of 200 clients; entries without sagas.</summary>
    private async Task GrowAsync(IPlacementStore store, List<BenchResult> results, CancellationToken cancellation)
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

    private static double Milliseconds(long ticks) => Math.Round(ticks * 1e3 / Stopwatch.Frequency, 3);
}
