using Swarm.Messaging.Alerts;
using Swarm.Messaging.Contracts.Alerts;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Status;

namespace Swarm.Messaging.Cli.Http;

/// <summary>How the system is, and what it can do.</summary>
internal static class StatusRoutes
{
    private const int EndedAlerts = 100;

    public static void MapStatus(this RouteGroupBuilder api)
    {
        api.MapGet("/status", async (StatusReports reports, CancellationToken cancellation) =>
            Answers.Of(await reports.AnswerAsync(null, cancellation)));
        api.MapGet("/status/{area}", async (string area, StatusReports reports, CancellationToken cancellation) =>
            Answers.Of(await reports.AnswerAsync(area, cancellation)));
        api.MapGet("/alerts", async (IAlertStore alerts, CancellationToken cancellation) =>
            Answers.Of(new AlertList(await alerts.ListActiveAsync(cancellation), await alerts.ListEndedAsync(EndedAlerts, cancellation))));
        api.MapGet("/operations", (IEnumerable<ITaskExecutor> executors) =>
            Answers.Of(new OperationList([.. executors.OrderBy(e => e.Kind, StringComparer.Ordinal)
                .Select(e => new KindOperations(e.Kind, [.. e.Operations.Order(StringComparer.Ordinal)]))])));
    }
}

/// <param name="Active">Oldest first.</param>
/// <param name="Ended">Newest first.</param>
internal sealed record AlertList(IReadOnlyList<AlertRaised> Active, IReadOnlyList<EndedAlert> Ended);

internal sealed record OperationList(IReadOnlyList<KindOperations> Kinds);

internal sealed record KindOperations(string Kind, IReadOnlyList<string> Operations);
