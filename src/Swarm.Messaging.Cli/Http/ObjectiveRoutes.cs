using System.Text.Json;
using Swarm.Messaging.Contracts.Objectives;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Cli.Http;

/// <summary>Objectives and runs on agents: each route is the command of the bus.</summary>
internal static class ObjectiveRoutes
{
    public static void MapObjectives(this RouteGroupBuilder api)
    {
        api.MapPost("/objectives", (HttpContext http, CommandIntake intake) => HandleAsync(nameof(SubmitObjective), http, intake));
        api.MapPost("/agent-runs", (HttpContext http, CommandIntake intake) => HandleAsync(nameof(RunOnAgents), http, intake));
        api.MapGet("/objectives/{id}", async (string id, CommandIntake intake, CancellationToken cancellation) => Answers.Of(await intake.HandleAsync(
            nameof(GetObjective), JsonSerializer.SerializeToUtf8Bytes(new { objectiveId = id }), new CommandOrigin("http"), cancellation)));
    }

    private static async Task<IResult> HandleAsync(string command, HttpContext http, CommandIntake intake) => Answers.Of(await intake.HandleAsync(
        command, await RequestBody.ReadAsync(http.Request, http.RequestAborted), new CommandOrigin("http"), http.RequestAborted));
}
