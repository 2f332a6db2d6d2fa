using System.Text.Json;
using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Distribution.Batching;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Cli.Http;

/// <summary>Batches of CRM tasks.</summary>
internal static class BatchRoutes
{
    public static void MapBatches(this RouteGroupBuilder api)
    {
        api.MapGet("/batches", async (HttpContext http, BatchQueries batches) =>
        {
            var query = new QueryFields(http.Request.Query, "client", "limit");
            var limit = query.Whole("limit", 50, 1, 1_000);
            return query.Found.Count > 0
                ? Answers.Broken("ListBatches", query.Found)
                : Answers.Of(new BatchList(await batches.ListAsync(query.Text("client"), limit, http.RequestAborted)));
        });
        api.MapGet("/batches/{id}", (string id, HttpContext http, CommandIntake intake) => HandleAsync(nameof(GetBatch), id, http, intake));
        api.MapDelete("/batches/{id}", (string id, HttpContext http, CommandIntake intake) => HandleAsync(nameof(ClearBatch), id, http, intake));
    }

    private static async Task<IResult> HandleAsync(string command, string batchId, HttpContext http, CommandIntake intake) => Answers.Of(await intake.HandleAsync(
        command, JsonSerializer.SerializeToUtf8Bytes(new { batchId }), new CommandOrigin(OperatorLog.Who(http)), http.RequestAborted));
}

internal sealed record BatchList(IReadOnlyList<BatchSummary> Batches);
