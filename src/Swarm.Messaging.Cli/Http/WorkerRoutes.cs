using System.Text.Json;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Workers.Health;
using Swarm.Messaging.Workers.Operators;
using Swarm.Messaging.Workers.Pool;
using Swarm.Messaging.Workers.Reports;

namespace Swarm.Messaging.Cli.Http;

/// <summary>The pool of worker processes of this host: how it is, and what operators do to it.</summary>
internal static class WorkerRoutes
{
    private const string Command = "Workers";
    private const int MostWorkers = 1_000;
    private const int MostBody = 1_024;
    private const int MostAgeMs = int.MaxValue;

    public static void MapWorkers(this RouteGroupBuilder api)
    {
        api.MapGet("/workers", async (WorkerReports reports, CancellationToken cancellation) => Answers.Of(await reports.LookAsync(cancellation)));
        api.MapGet("/workers/{worker}/history", (string worker, WorkerPool pool) => pool.Read((core, _) =>
            core.Slots.FirstOrDefault(s => s.Id == worker) is { } slot ? Answers.Of(new WorkerHistory(slot.Id, [.. slot.History.Samples])) : NoWorker(worker)));
        api.MapGet("/workers/alerts", (WorkerPool pool) => Answers.Of(pool.Read((core, _) => new WorkerAlertList([.. core.Alerts.All]))));
        api.MapPost("/workers/alerts/clear", async (HttpContext http, WorkerActions actions, OperatorLog log) =>
        {
            var query = await QueryAsync(http, "olderThanMs");
            var age = query.Text("olderThanMs") is null ? (TimeSpan?)null : TimeSpan.FromMilliseconds(query.Whole("olderThanMs", 0, 0, MostAgeMs));
            return query.Found.Count > 0 ? Answers.Broken(Command, query.Found) : Done(http, log, actions.ClearAlerts(age));
        });
        api.MapGet("/workers/events", (HttpContext http, WorkerPool pool, TimeProvider time, IHostApplicationLifetime lifetime) => EventStream.RunAsync(
            http, time, lifetime, stream => stream.WriteAsync(pool.Feed.ListenAsync(stream.Stop), e => e.Type, e => JsonSerializer.Serialize(e, WireJson.Options))));
        api.MapPost("/workers/scale", ScaleAsync);
        api.MapPost("/workers/start", (HttpContext http, WorkerActions actions, OperatorLog log) => PlainAsync(http, log, actions.Start));
        api.MapPost("/workers/drain", (HttpContext http, WorkerActions actions, OperatorLog log) => OnOneAsync(http, log, actions.Drain));
        api.MapPost("/workers/resume", (HttpContext http, WorkerActions actions, OperatorLog log) => PlainAsync(http, log, actions.Resume));
        api.MapPost("/workers/reset", (HttpContext http, WorkerActions actions, OperatorLog log) => OnOneAsync(http, log, actions.Reset));
    }

    /// <summary>Where the specification has it, beside <c>/metrics</c>.</summary>
    public static void MapMetrics(WebApplication app) => app.MapGet(
        "/metrics/worker-pool", async (WorkerReports reports, CancellationToken cancellation) => Answers.Of(await reports.LookAsync(cancellation)));

    private static async Task<IResult> ScaleAsync(HttpContext http, WorkerActions actions, OperatorLog log)
    {
        var query = await QueryAsync(http, "add", "remove", "size");
        var (add, remove, size) = (query.Whole("add", 0, 1, MostWorkers), query.Whole("remove", 0, 1, MostWorkers), query.Whole("size", 0, 1, MostWorkers));
        if (query.Found.Count == 0 && new[] { add, remove, size }.Count(n => n > 0) != 1)
            query.Found.Add(new Violation("add", add > 0 ? $"{add}" : null, "Exactly one of add, remove and size."));
        if (query.Found.Count > 0)
            return Answers.Broken(Command, query.Found);
        return Done(http, log, size > 0 ? actions.ScaleTo(size) : actions.Scale(add - remove));
    }

    private static async Task<IResult> PlainAsync(HttpContext http, OperatorLog log, Func<WorkerActionDone> act)
    {
        var query = await QueryAsync(http);
        return query.Found.Count > 0 ? Answers.Broken(Command, query.Found) : Done(http, log, act());
    }

    private static async Task<IResult> OnOneAsync(HttpContext http, OperatorLog log, Func<string?, WorkerActionDone?> act)
    {
        var query = await QueryAsync(http, "worker");
        if (query.Found.Count > 0)
            return Answers.Broken(Command, query.Found);
        var worker = query.Text("worker");
        return act(worker) is { } done ? Done(http, log, done) : NoWorker(worker!);
    }

    // What is wanted stands in the query. A body that says something, and is not listened to, would have another effect than it says.
    private static async Task<QueryFields> QueryAsync(HttpContext http, params string[] names)
    {
        var query = new QueryFields(http.Request.Query, names);
        var body = await RequestBody.ReadAsync(http.Request, http.RequestAborted, MostBody);
        if (!body.IsEmpty && System.Text.Encoding.UTF8.GetString(body.Span).Where(c => !char.IsWhiteSpace(c)).ToArray() is not ['{', '}'])
        {
            var known = names.Length == 0 ? "nothing" : string.Join(", ", names);
            query.Found.Add(new Violation("body", $"{body.Length} bytes", $"No body: what is wanted stands in the query ({known})."));
        }

        return query;
    }

    private static IResult Done(HttpContext http, OperatorLog log, WorkerActionDone done)
    {
        log.Acted(http, done.Action, $"worker pool of {done.HostId}", done.Before, $"{done.After}: {done.What}");
        return Answers.Of(done);
    }

    private static IResult NoWorker(string worker) => Answers.Rejected(Command, "not_found", $"There is no worker '{(worker.Length > 100 ? worker[..100] : worker)}' in this host's pool.");
}

/// <param name="Alerts">Newest first.</param>
internal sealed record WorkerAlertList(IReadOnlyList<WorkerAlert> Alerts);

/// <param name="Samples">Of its last heartbeats, oldest first.</param>
internal sealed record WorkerHistory(string WorkerId, IReadOnlyList<HealthSample> Samples);
