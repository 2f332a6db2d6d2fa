using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Swarm.Messaging.Crm.Commands;

/// <summary>A line for each event, and of an error what it says: where it was thrown helps nobody who runs the agent.</summary>
internal sealed class LineFormatter() : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "line";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var why = logEntry.Exception?.GetBaseException() is { } e ? $": {e.GetType().Name}, {e.Message}" : "";
        textWriter.WriteLine($"{Level(logEntry.LogLevel)}: {OneLine(logEntry.Formatter(logEntry.State, logEntry.Exception) + why)}");
    }

    private static string Level(LogLevel level) => level switch
    {
        LogLevel.Critical => "critical",
        LogLevel.Error => "error",
        LogLevel.Warning => "warning",
        _ => "info",
    };

    private static string OneLine(string text) => string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
