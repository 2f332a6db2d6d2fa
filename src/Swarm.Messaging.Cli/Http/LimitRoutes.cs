using System.Text.Json;
using Swarm.Messaging.Contracts.Flow;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Cli.Http;

/// <summary>How fast work may go: each route is the command of the bus.</summary>
internal static class LimitRoutes
{
    public static void MapLimits(this RouteGroupBuilder api)
    {
        api.MapGet("/limits", async (CommandIntake intake, CancellationToken cancellation) =>
            Answers.Of(await intake.HandleAsync(nameof(GetLimits), JsonSerializer.SerializeToUtf8Bytes(new { }), new CommandOrigin("http"), cancellation)));
        api.MapPut("/limits", (HttpContext http, CommandIntake intake, OperatorLog operators) => HandleAsync(nameof(SetLimit), "limit", http, intake, operators));
        api.MapPost("/limits/pause", (HttpContext http, CommandIntake intake, OperatorLog operators) => HandleAsync(nameof(PauseDispatch), "pause", http, intake, operators));
        api.MapPost("/limits/resume", (HttpContext http, CommandIntake intake, OperatorLog operators) => HandleAsync(nameof(ResumeDispatch), "resume", http, intake, operators));
    }

    private static async Task<IResult> HandleAsync(string command, string verb, HttpContext http, CommandIntake intake, OperatorLog operators)
    {
        var body = await RequestBody.ReadAsync(http.Request, http.RequestAborted);
        var answer = await intake.HandleAsync(command, body, new CommandOrigin("http"), http.RequestAborted);
        if (answer is DispatchLimits done)
            operators.Acted(http, verb, "dispatch", "as it was", done.Changed == true ? System.Text.Encoding.UTF8.GetString(body.Span) : "as it was");
        return Answers.Of(answer);
    }
}
