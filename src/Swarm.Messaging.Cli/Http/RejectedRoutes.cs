using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Cli.Http;

/// <summary>Broken input that reached no task.</summary>
internal static class RejectedRoutes
{
    private const int Page = 1_000;

    public static void MapRejected(this RouteGroupBuilder api)
    {
        api.MapGet("/rejected", ListAsync);
        api.MapGet("/rejected/{id}", async (string id, IRejectedInputs inputs, CancellationToken cancellation) =>
            // No more than a page is kept, so this is all there is.
            (await inputs.ListAsync(null, Page, cancellation)).Inputs.FirstOrDefault(i => i.Id == id) is { } input
                ? Answers.Of(input)
                : Answers.Rejected("GetRejected", "not_found", "There is no rejected input of this id; only the newest 1,000 are kept."));
        api.MapPost("/rejected/purge", PurgeAsync);
    }

    private static async Task<IResult> ListAsync(HttpContext http, IRejectedInputs inputs)
    {
        var query = new QueryFields(http.Request.Query, "cursor", "limit");
        var limit = query.Whole("limit", 50, 1, Page);
        if (query.Found.Count > 0)
            return Answers.Broken("ListRejected", query.Found);
        try
        {
            var page = await inputs.ListAsync(query.Text("cursor"), limit, http.RequestAborted);
            return Answers.Of(new RejectedList(page.Inputs, page.Cursor, await inputs.CountAsync(http.RequestAborted)));
        }
        catch (ArgumentException e)
        {
            return Answers.Broken("ListRejected", [new("cursor", query.Text("cursor"), e.Message)]);
        }
    }

    private static async Task<IResult> PurgeAsync(HttpContext http, IRejectedInputs inputs, OperatorLog operators)
    {
        var found = new List<Violation>();
        if (Selection.Read(await RequestBody.ReadAsync(http.Request, http.RequestAborted), found, ages: true, ids: false) is not { } selection)
            return Answers.Broken("PurgeRejected", found);
        var purged = selection.OlderThanHours is { } hours
            ? await inputs.PurgeAsync(TimeSpan.FromHours(hours), http.RequestAborted)
            : await inputs.PurgeAsync(int.MaxValue, http.RequestAborted);
        operators.Acted(http, "purge", "rejected inputs", $"{purged} chosen", "deleted");
        return Answers.Of(new ManyDone(purged, []));
    }
}

internal sealed record RejectedList(IReadOnlyList<RejectedInput> Inputs, string? Cursor, long Total);
