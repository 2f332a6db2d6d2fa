using System.Text.Json;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Bus.Amqp;
using Swarm.Messaging.Contracts.Events;
using Swarm.Messaging.Outbox;

namespace Swarm.Messaging.Cli.Http;

/// <summary>Events of the whole installation as they happen, as server-sent events: <c>event:</c> the name, <c>data:</c> the event.</summary>
internal static class EventRoutes
{
    /// <summary>A comment now and then keeps proxies from closing a quiet stream, and tells us of a listener that is gone.</summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    public static void MapEvents(this RouteGroupBuilder api) => api.MapGet("/events", StreamAsync);

    private static async Task StreamAsync(HttpContext http, LocalEvents events, EventSubscription subscription, TimeProvider time, IHostApplicationLifetime lifetime)
    {
        var query = new QueryFields(http.Request.Query, "client", "taskId");
        if (query.Found.Count > 0)
        {
            await Answers.Broken("Events", query.Found).ExecuteAsync(http);
            return;
        }

        var (client, taskId) = (query.Text("client"), query.Text("taskId"));
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        using var either = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            await using var others = await subscription.OpenAsync(either.Token);
            await using var listening = events.ListenAsync(either.Token).GetAsyncEnumerator(either.Token);
            var next = listening.MoveNextAsync().AsTask(); // listens from here on
            await WriteAsync(http, ": listening\n\n", either.Token);
            while (true)
            {
                await ((Task)next).WaitAsync(KeepAlive, time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (!next.IsCompleted)
                {
                    either.Token.ThrowIfCancellationRequested();
                    await WriteAsync(http, ": still here\n\n", either.Token);
                    continue;
                }

                if (!await next)
                    return;
                var told = listening.Current;
                if ((client is null || told.Client == client) && (taskId is null || told.TaskId == taskId))
                    await WriteAsync(http, $"event: {told.Name}\ndata: {JsonSerializer.Serialize<TaskEvent>(told, WireJson.Options)}\n\n", either.Token);
                next = listening.MoveNextAsync().AsTask();
            }
        }
        catch (OperationCanceledException)
        {
            // The listener left, or the host stops.
        }
    }

    private static async Task WriteAsync(HttpContext http, string text, CancellationToken cancellation)
    {
        await http.Response.WriteAsync(text, cancellation);
        await http.Response.Body.FlushAsync(cancellation);
    }
}
