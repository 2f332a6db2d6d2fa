using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Distribution.Sessions;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Cli.Http;

/// <summary>Browser sessions of agents.</summary>
internal static class SessionRoutes
{
    public static void MapSessions(this RouteGroupBuilder api)
    {
        api.MapGet("/sessions", async (SessionStatus sessions, CancellationToken cancellation) => Answers.Of(await sessions.ReadAsync(cancellation)));
        api.MapPost("/sessions", async (HttpContext http, CommandIntake intake) => await HandleAsync(
            nameof(RegisterBrowserSession), await RequestBody.ReadAsync(http.Request, http.RequestAborted), http, intake));
        api.MapPost("/sessions/clean-up", async (HttpContext http, CommandIntake intake) =>
        {
            var body = await RequestBody.ReadAsync(http.Request, http.RequestAborted);
            return await HandleAsync(nameof(CleanUpSessions), body.IsEmpty ? "{}"u8.ToArray() : body, http, intake);
        });
        api.MapDelete("/sessions/{id}", async (string id, HttpContext http, CommandIntake intake) =>
        {
            var body = CommandBody.With(await RequestBody.ReadAsync(http.Request, http.RequestAborted), "sessionId", id, "the path", out var conflict);
            return conflict is not null ? Answers.Broken(nameof(ReleaseBrowserSession), [conflict]) : await HandleAsync(nameof(ReleaseBrowserSession), body, http, intake);
        });
    }

    private static async Task<IResult> HandleAsync(string command, ReadOnlyMemory<byte> body, HttpContext http, CommandIntake intake) =>
        Answers.Of(await intake.HandleAsync(command, body, new CommandOrigin(OperatorLog.Who(http)), http.RequestAborted));
}
