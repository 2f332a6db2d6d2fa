using Swarm.Messaging.Contracts.Execution;

namespace Swarm.Messaging.Execution;

/// <summary>How much of an error is kept: it stands in the task, its attempts, its dead letter and its events, and whoever reports it may say anything.</summary>
internal static class ErrorBounds
{
    public const int Type = 100;
    public const int Message = 4_000;

    public static TaskError Within(TaskError error) => error is { Type.Length: <= Type, Message.Length: <= Message } ? error
        : error with { Type = Cut(error.Type, Type), Message = Cut(error.Message, Message) };

    /// <summary>With a mark where it was cut, inside the bound; no character is halved.</summary>
    public static string Cut(string text, int bound)
    {
        const string mark = "...";
        if (text.Length <= bound)
            return text;
        var end = bound - mark.Length;
        return text[..(char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)] + mark;
    }
}
