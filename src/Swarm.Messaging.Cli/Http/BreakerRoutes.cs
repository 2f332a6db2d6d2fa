using System.Text.Json;
using Swarm.Messaging.Breakers;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Cli.Http;

/// <summary>The circuit breakers of workflow nodes, agents and sessions: all of them, and resetting one.</summary>
internal static class BreakerRoutes
{
    public static void MapBreakers(this RouteGroupBuilder api)
    {
        api.MapGet("/breakers", async (CommandIntake intake, CancellationToken cancellation) =>
            Answers.Of(await intake.HandleAsync(nameof(ManageBreakers), Body(BreakerCommands.List, null), new CommandOrigin("http"), cancellation)));
        api.MapPost("/breakers/{key}/reset", async (string key, HttpContext http, CommandIntake intake, OperatorLog operators) =>
        {
            var body = CommandBody.With(await RequestBody.ReadAsync(http.Request, http.RequestAborted), "key", key, "the path", out var conflict);
            body = conflict is null ? CommandBody.With(body, "action", BreakerCommands.Reset, "the path", out conflict) : body;
            if (conflict is not null)
                return Answers.Broken(nameof(ManageBreakers), [conflict]);
            var answer = await intake.HandleAsync(nameof(ManageBreakers), body, new CommandOrigin("http"), http.RequestAborted);
            if (answer is BreakersManaged)
                operators.Acted(http, "reset", $"circuit breaker {key}", "as it was", "closed");
            return Answers.Of(answer);
        });
    }

    private static byte[] Body(string action, string? key) => JsonSerializer.SerializeToUtf8Bytes(new { action, key });
}
