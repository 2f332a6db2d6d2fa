using System.Diagnostics;
using HdrHistogram;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Placement.Sessions;

namespace Swarm.Messaging.Cli.Bench.Distribution;

/// <summary>Choosing among the sessions of many agents for many clients: placement alone, one script a choice, on a Redis that is a process of its own.</summary>
internal sealed class SessionChoices(BenchSettings settings, List<BenchResult> results)
{
    public const int Held = 150;

    private const int Agents = 100;
    private const int SessionsEach = 10;
    private const int Clients = 200;
    private const int Warm = 3_000;

    private static readonly Requirements Work = new("ghl", "contact_update", session: true);

    private readonly Random random = new(1);
    private int number;

    /// <summary>A choice as a submission makes it: slot of an agent, slot of a session, lease. So many are held at a time, the oldest ends for each that begins.</summary>
    public async Task RunAsync(BenchPlacement placement, CancellationToken cancellation)
    {
        var (store, sessions) = (placement.Store, placement.Sessions);
        await RegisterAsync(store, sessions, cancellation).ConfigureAwait(false);
        var (held, took, ping) = (new Queue<string>(), new LongHistogram(TimeStamp.Seconds(10), 3), new LongHistogram(TimeStamp.Seconds(10), 3));
        var choices = Math.Clamp(settings.Count, 100, 5_000);
        var before = new SessionFigures(0, 0, 0);
        var clock = Stopwatch.GetTimestamp();
        for (var i = -Warm; i < choices; i++)
        {
            if (i == 0)
                (before, clock) = (await sessions.FiguresAsync(cancellation).ConfigureAwait(false), Stopwatch.GetTimestamp());
            if (held.Count == Held)
                await store.ApplyAsync([new PlacementRequest.Release(held.Dequeue(), new AttemptOutcome(true, TimeSpan.FromMilliseconds(1), null))], cancellation).ConfigureAwait(false);
            // What the way there and back costs on this machine just now: the floor under the choice.
            var began = Stopwatch.GetTimestamp();
            await placement.Redis.PingAsync().ConfigureAwait(false);
            if (i >= 0)
                ping.RecordValue(Math.Max(1, Stopwatch.GetTimestamp() - began));
            began = Stopwatch.GetTimestamp();
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
        results.Add(new("ping_p50_ms", Milliseconds(ping.GetValueAtPercentile(50)), "ms"));
        results.Add(new("ping_p99_ms", Milliseconds(ping.GetValueAtPercentile(99)), "ms"));
        results.Add(new("choose_and_end_per_s", Math.Round(choices / seconds), "1/s", "500"));
        results.Add(new("choose_affinity_hit_rate", Math.Round((double)(figures.AffinityHits - before.AffinityHits) / (figures.Choices - before.Choices), 3), "", "> 0.9"));
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

    private AttemptId Next() => new($"bench{number++}", 0, 1);

    private string Client() => $"client-{random.Next(Clients)}";

    private static double Milliseconds(long ticks) => Math.Round(ticks * 1e3 / Stopwatch.Frequency, 3);
}
