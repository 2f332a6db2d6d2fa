using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Contracts.Bus;
using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Placement.Sessions;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Distribution.Sessions;

/// <summary>Commands about browser sessions, whichever way they came.</summary>
internal sealed partial class SessionCommandSet(
    ISessionStore sessions, SessionCleaner cleaner, IOptions<DistributionOptions> options, ILogger<SessionCommandSet> log) : ICommandSet
{
    private const int MostSlots = 100;

    public IReadOnlyCollection<CommandQueue> Queues { get; } =
    [
        new(nameof(RegisterBrowserSession), SwarmNames.RegisterBrowserSession, 16),
        new(nameof(ReleaseBrowserSession), SwarmNames.ReleaseBrowserSession, 16),
        new(nameof(CleanUpSessions), SwarmNames.CleanUpSessions, 1),
    ];

    public async Task<object> HandleAsync(string command, JsonElement message, CommandOrigin origin, CancellationToken cancellation)
    {
        var found = new List<Violation>();
        var fields = new JsonFields(message, "", found);
        CommandReader.CheckVersion(fields, "", found);
        switch (command)
        {
            case nameof(RegisterBrowserSession):
                var register = Register(fields, found);
                return found.Count > 0 ? CommandRules.Reject(command, null, found) : await RegisterAsync(register, origin.Source, cancellation).ConfigureAwait(false);
            case nameof(ReleaseBrowserSession):
                var (id, reason) = (fields.Text("sessionId"), fields.Text("reason"));
                fields.RefuseUnknown(command);
                CommandRules.CheckId(id, "sessionId", required: true, found, reserved: false);
                if (reason is { Length: > 500 })
                    found.Add(new("reason", PayloadRules.Cut(reason), "At most 500 characters."));
                return found.Count > 0 ? CommandRules.Reject(command, null, found) : await ReleaseAsync(id!, reason, origin.Source, cancellation).ConfigureAwait(false);
            default:
                fields.RefuseUnknown(command);
                if (found.Count > 0)
                    return CommandRules.Reject(command, null, found);
                var gone = await cleaner.RunOnceAsync(cancellation).ConfigureAwait(false);
                Cleaned(origin.Source, gone.Count);
                return new SessionsCleaned { SessionIds = gone };
        }
    }

    private static RegisterBrowserSession Register(JsonFields fields, List<Violation> found)
    {
        var command = new RegisterBrowserSession
        {
            SessionId = fields.Text("sessionId"), AgentId = fields.Text("agentId"), ClientId = fields.Text("clientId"), MaxConcurrentTasks = fields.Small("maxConcurrentTasks"),
        };
        // A client that is not read would leave the session open to every client.
        fields.RefuseUnknown(nameof(RegisterBrowserSession), Meant);
        CommandRules.CheckId(command.SessionId, "sessionId", required: true, found);
        CommandRules.CheckId(command.AgentId, "agentId", required: true, found, reserved: false);
        CommandRules.CheckClient(command.ClientId, "clientId", found);
        if (command.MaxConcurrentTasks is < 1 or > MostSlots)
            found.Add(new("maxConcurrentTasks", $"{command.MaxConcurrentTasks}", $"A whole number from 1 to {MostSlots}."));
        return command;
    }

    private static string? Meant(string name) => name switch
    {
        "client" => "did you mean clientId?",
        "slots" or "capacity" or "maxCapacity" => "did you mean maxConcurrentTasks?",
        "agent" => "did you mean agentId?",
        "id" or "session" => "did you mean sessionId?",
        _ => null,
    };

    private async Task<object> RegisterAsync(RegisterBrowserSession command, string who, CancellationToken cancellation)
    {
        var session = new SessionDefinition(command.SessionId!, command.AgentId!, command.ClientId, command.MaxConcurrentTasks);
        switch (await sessions.RegisterAsync(session, cancellation).ConfigureAwait(false))
        {
            case SessionRegistered.Known known:
                if (known.New)
                    Registered(who, session.SessionId, session.TargetId, session.Client);
                return new SessionChanged
                {
                    Command = nameof(RegisterBrowserSession), Session = SessionViews.Of(known.Session, options.Value), Changed = known.Changed, Warnings = Warnings(session, known),
                };
            case SessionRegistered.Bound bound:
                return Bound(session, bound);
            case SessionRegistered.Busy busy:
                return Busy(session, busy);
            default:
                return new CommandRejected
                {
                    Command = nameof(RegisterBrowserSession),
                    Code = "not_found",
                    Message = $"There is no agent {session.TargetId} that takes work: register it first, then its sessions. Nothing was changed.",
                    Violations = [new FieldViolation("agentId", session.TargetId, "A registered agent.", "not_found")],
                };
        }
    }

    private async Task<object> ReleaseAsync(string id, string? reason, string who, CancellationToken cancellation)
    {
        var before = await sessions.FindAsync(id, cancellation).ConfigureAwait(false);
        if (before is null || await sessions.DrainAsync(id, cancellation).ConfigureAwait(false) is not { } session)
        {
            return new CommandRejected
            {
                Command = nameof(ReleaseBrowserSession), Code = "not_found", Message = $"There is no session {id}. It was never registered, or was cleaned up.",
            };
        }

        if (!before.Draining)
            Released(who, id, session.Active, reason);
        return new SessionChanged { Command = nameof(ReleaseBrowserSession), Session = SessionViews.Of(session, options.Value), Changed = !before.Draining };
    }

    private static IReadOnlyList<string> Warnings(SessionDefinition asked, SessionRegistered.Known known)
    {
        var warnings = new List<string>();
        if (known.Session.Draining)
        {
            warnings.Add($"draining: the session {asked.SessionId} gets no new work, and to register it again does not change that. It is removed by the next clean-up when nothing runs in it; "
                + "register it after that, or another one now.");
        }

        if (known.New && asked.Client is null && known.Session.Client is { } client)
            warnings.Add($"bound: the session {asked.SessionId} was bound to the client {client} before it was removed, and is again: a binding is for good.");
        return warnings;
    }

    private static CommandRejected Bound(SessionDefinition session, SessionRegistered.Bound bound) => new()
    {
        Command = nameof(RegisterBrowserSession),
        Code = "session_bound",
        Message = $"The session {session.SessionId} is bound to {(bound.Client is { } client && client != session.Client ? $"the client {client}" : $"the agent {bound.TargetId}")}, for good. "
            + "Nothing was changed: open another one.",
        Violations = [new FieldViolation("sessionId", session.SessionId, "One that is bound to nobody else.", "session_bound")],
    };

    private static CommandRejected Busy(SessionDefinition session, SessionRegistered.Busy busy) => new()
    {
        Command = nameof(RegisterBrowserSession),
        Code = "session_busy",
        Message = $"In the session {session.SessionId} there is work without a client ({busy.Active}), which must not be beside that of {session.Client}. Nothing was changed: register it again when that has ended, or open another one.",
        Violations = [new FieldViolation("sessionId", session.SessionId, "One in which no work without a client runs.", "session_busy")],
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "{Who} did RegisterBrowserSession on {SessionId}: none -> active at {AgentId} for {ClientId}")]
    private partial void Registered(string who, string sessionId, string agentId, string? clientId);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Who} did ReleaseBrowserSession on {SessionId}: active -> draining with {Active} tasks. Reason: {Reason}")]
    private partial void Released(string who, string sessionId, int active, string? reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Who} did CleanUpSessions: {Count} sessions -> none")]
    private partial void Cleaned(string who, int count);
}
