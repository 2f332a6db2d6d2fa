using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Swarms.States;

namespace Swarm.Messaging.Swarms.Commands;

/// <summary>Why a command about a swarm changed nothing.</summary>
internal static class SwarmRefusals
{
    public static CommandRejected NotFound(string command, string id) => new()
    {
        Command = command, Code = "not_found", Message = $"There is no swarm {id}. It was never registered, was deregistered, or nobody touched it for its lifetime.",
    };

    public static CommandRejected Full(string command, int limit) => new()
    {
        Command = command,
        Code = "swarm_limit",
        Message = $"There are {limit} active swarms, as many as may be at a time. Nothing was changed: deregister one that is done, or raise Swarms:MaxActive.",
    };

    public static CommandRejected Conflict(string command, string id) => new()
    {
        Command = command,
        Code = "id_conflict",
        Message = $"The swarm {id} is registered with other content. Nothing was changed: update it, or choose another id.",
        Violations = [new FieldViolation("swarmId", id, "One that is not registered.", "id_conflict")],
    };

    public static CommandRejected Busy(string command, string id, int tries) => new()
    {
        Command = command,
        Code = "unavailable",
        Message = $"Others have changed the swarm {id} between reading and writing, each of {tries} times. Nothing was changed: try again, and let fewer write at once.",
    };

    public static CommandRejected Other(string command, string id, string? messageId) => OtherOf(command, $"the swarm {id}", messageId);

    /// <param name="what">Of which it has asked for something else.</param>
    public static CommandRejected OtherOf(string command, string what, string? messageId) => new()
    {
        Command = command,
        Code = "id_conflict",
        Message = $"The message {messageId} has asked for something else of {what} before. Nothing was changed: a command of its own needs a message id of its own.",
        Violations = [new FieldViolation("messageId", messageId, $"One that no other command of {what} has had.", "id_conflict")],
    };

    /// <param name="allowed">What may follow <paramref name="from"/>.</param>
    public static CommandRejected Transition(string command, string field, string from, string to, IReadOnlyList<string> allowed) => new()
    {
        Command = command,
        Code = "invalid_transition",
        Message = $"It is {from}, and {to} may not follow that: {(allowed.Count == 0 ? "it is an end" : $"only {string.Join(", ", allowed)} may")}. Nothing was changed.",
        Violations = [new FieldViolation(field, to, allowed.Count == 0 ? $"It is {from}, an end: nothing may follow that." : $"It is {from}: only {string.Join(", ", allowed)} may follow that.", "invalid_transition")],
    };

    public static CommandRejected Crowded(string command, string id, int limit) => new()
    {
        Command = command,
        Code = "blocking_limit",
        Message = $"{limit} coordinators of the swarm {id} have a blocking state, as many as may. Nothing was changed: clear those that are over, or raise Swarms:MaxBlockingStates.",
    };

    public static CommandRejected Nothing(string command, string id, string what) => new()
    {
        Command = command, Code = "not_found", Message = $"The swarm {id} has no {what}, or it is past its time. Nothing was changed.",
    };

    public static CommandRejected Unreadable(string command, string id, string what) => new()
    {
        Command = command, Code = "unreadable", Message = $"What is stored of the swarm {id} as {what} is damaged and cannot be read. Nothing was changed: save its state anew.",
    };

    public static CommandRejected TooLarge(string command, string field, string id, StateOutcome.TooLarge size) => new()
    {
        Command = command,
        Code = "too_large",
        Message = $"The {size.What} of the swarm {id} would have {size.Bytes} bytes; at most {size.Limit} are kept. Nothing was changed: keep less in it and put the rest somewhere else, or raise Swarms:MaxStateBytes.",
        Violations = [new FieldViolation(field, $"{size.Bytes} bytes", $"At most {size.Limit} bytes of JSON, with what it is merged into.", "too_large")],
    };

    public static CommandRejected WrongState(string command, string id, string status) => new()
    {
        Command = command, Code = "wrong_state", Message = $"The swarm {id} is {status}; only one that is interrupted can be recovered. Nothing was changed.",
    };
}
