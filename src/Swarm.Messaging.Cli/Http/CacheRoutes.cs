using System.Text.Json;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Workflows.Caching;

namespace Swarm.Messaging.Cli.Http;

/// <summary>The cache of node results: its figures, and emptying it.</summary>
internal static class CacheRoutes
{
    public static void MapCache(this RouteGroupBuilder api)
    {
        api.MapGet("/cache", async (CommandIntake intake, CancellationToken cancellation) => Answers.Of(await AskAsync(intake, CacheCommands.Stats, cancellation)));
        api.MapPost("/cache/clear", async (HttpContext http, CommandIntake intake, OperatorLog operators) =>
        {
            var answer = await AskAsync(intake, CacheCommands.Clear, http.RequestAborted);
            if (answer is CacheManaged { Cleared: { } gone, SharedEntries: var left })
                operators.Acted(http, "clear", "cache of node results", $"{gone} results", $"{left ?? 0} results");
            return Answers.Of(answer);
        });
    }

    private static async Task<object> AskAsync(CommandIntake intake, string action, CancellationToken cancellation) =>
        await intake.HandleAsync(nameof(ManageCache), JsonSerializer.SerializeToUtf8Bytes(new { action }), new CommandOrigin("http"), cancellation);
}
