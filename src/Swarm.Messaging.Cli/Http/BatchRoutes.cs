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

    private static async Task<IResult> HandleAsync(string command, string batchId, HttpContext http, CommandIntake intake)
    {
        var body = CommandBody.With(await RequestBody.ReadAsync(http.Request, http.RequestAborted), "batchId", batchId, "the path", out var conflict);
        return conflict is not null
            ? Answers.Broken(command, [conflict])
            : Answers.Of(await intake.HandleAsync(command, body, new CommandOrigin(OperatorLog.Who(http)), http.RequestAborted));
    }
}

internal sealed record BatchList(IReadOnlyList<BatchSummary> Batches);
