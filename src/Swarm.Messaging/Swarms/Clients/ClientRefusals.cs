using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Contracts.Tasks;

namespace Swarm.Messaging.Swarms.Clients;

/// <summary>Why a host outside is not heard.</summary>
internal static class ClientRefusals
{
    public static CommandRejected Superseded(string command, string hostId) => new()
    {
        Command = command,
        Code = "host_taken",
        Message = $"Another process hosts swarms as {hostId} since this one did, or this one has left, and nothing was changed: only the newest is heard. Stop the other and start anew, with a session of its own, or choose another host id.",
        Violations = [new FieldViolation("session", null, "The newest of the host.", "host_taken")],
    };

    public static CommandRejected InUse(string command, string hostId, TimeSpan left) => new()
    {
        Command = command,
        Code = "host_in_use",
        Message = $"A process that gave a session holds the host {hostId}, and nothing was changed: give its session in every sync and when it leaves; of a process that takes it over, a session of its own; or choose another host id. "
            + $"Without a session the host can be had when it is not heard of for another {Math.Ceiling(left.TotalSeconds):0} s.",
        Violations = [new FieldViolation("session", null, "That of the process that holds the host, or another after each start of a process.", "host_in_use")],
    };

    public static CommandRejected OfTheSystem(string command, string hostId) => new()
    {
        Command = command,
        Code = "host_taken",
        Message = $"{hostId} is a process of the system, and nothing was changed: choose another host id.",
        Violations = [new FieldViolation("hostId", hostId, "One of a process outside.", "host_taken")],
    };

    public static CommandRejected Unknown(string command, string hostId) => new()
    {
        Command = command,
        Code = "unknown_host",
        Message = $"The host {hostId} was not heard of within its time, and nothing was changed: send {nameof(SyncSwarmHost)} first (POST /api/swarm-hosts/{hostId}/sync), and go on with it.",
        Violations = [new FieldViolation("hostId", hostId, "One that has signed.", "unknown_host")],
    };

    public static CommandRejected Full(string command, string hostId, int most) => new()
    {
        Command = command, Code = "host_full", Message = $"The host {hostId} has {most} swarms, as many as one may have. Nothing was changed: use another host id for more.",
    };

    public static CommandRejected Ended(string command, string swarmId, string status) => new()
    {
        Command = command, Code = "wrong_state", Message = $"The swarm {swarmId} has ended ({status}) and cannot be hosted again. Nothing was changed: deregister it first, or choose another id.",
    };
}
