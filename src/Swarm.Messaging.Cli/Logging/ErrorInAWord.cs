using Serilog.Core;
using Serilog.Events;

namespace Swarm.Messaging.Cli.Logging;

/// <summary>What went wrong, as the end of a line: <c>: IOException, the connection was closed</c>.</summary>
internal sealed class ErrorInAWord : ILogEventEnricher
{
    public const string Name = "ErrorInAWord";

    public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
    {
        if (logEvent.Exception?.GetBaseException() is { } e)
            logEvent.AddOrUpdateProperty(new LogEventProperty(Name, new Raw($": {e.GetType().Name}, {e.Message.AsSpan().Trim().ToString().Split('\n')[0]}")));
    }

    /// <summary>Without the quotes that a text gets in a template.</summary>
    private sealed class Raw(string text) : LogEventPropertyValue
    {
        public override void Render(TextWriter output, string? format = null, IFormatProvider? formatProvider = null) => output.Write(text);
    }
}
