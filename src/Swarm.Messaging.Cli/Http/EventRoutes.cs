using System.Text.Json;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Bus.Amqp;
using Swarm.Messaging.Contracts.Events;
using Swarm.Messaging.Outbox;

namespace Swarm.Messaging.Cli.Http;

/// <summary>Events of the whole installation as they happen, as server-sent events: <c>event:</c> the name, <c>data:</c> the event.</summary>
internal static class EventRoutes
{
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
        await EventStream.RunAsync(http, time, lifetime, async stream =>
        {
            await using var others = await subscription.OpenAsync(stream.Stop);
            var chosen = events.ListenAsync(stream.Stop).Where(e => (client is null || e.Client == client) && (taskId is null || e.TaskId == taskId));
            await stream.WriteAsync(chosen, e => e.Name, e => JsonSerializer.Serialize<TaskEvent>(e, WireJson.Options));
        });
    }
}
