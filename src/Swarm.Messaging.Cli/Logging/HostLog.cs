using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Compact;
using Swarm.Messaging.Cli.Host;

namespace Swarm.Messaging.Cli.Logging;

/// <summary>
/// Readable lines on the console, compact JSON in <c>logs/swarm-*.log</c> of the data folder. Every transition is an event of the file;
/// payloads and secrets are in neither, because nothing hands them to a logger. The stack of an error is in the file only.
/// </summary>
internal static class HostLog
{
    public static Logger Create(HostSettings settings)
    {
        var options = settings.Logging;
        var logger = new LoggerConfiguration()
            .MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("System", LogEventLevel.Warning)
            .MinimumLevel.Override("MassTransit", LogEventLevel.Warning)
            .Enrich.FromLogContext()
            .WriteTo.File(
                new CompactJsonFormatter(),
                Path.Combine(settings.DataFolder, "logs", "swarm-.log"),
                rollingInterval: RollingInterval.Day,
                rollOnFileSizeLimit: true,
                fileSizeLimitBytes: options.FileSizeMb * 1024L * 1024,
                retainedFileCountLimit: options.KeptFiles,
                hooks: new GatheredFile(TimeProvider.System));
        if (options.Console)
        {
            logger = logger.WriteTo.Logger(console => console
                .Filter.ByExcluding(e => (!options.Verbose && IsTransition(e)) || IsFailedStart(e))
                .Enrich.With(new ErrorInAWord())
                .WriteTo.Console(
                    outputTemplate: $"{{Timestamp:HH:mm:ss}} {{Level:u3}} {{Message:lj}}{{{ErrorInAWord.Name}}}{{NewLine}}",
                    standardErrorFromLevel: LogEventLevel.Verbose));
        }

        return logger.CreateLogger();
    }

    private static bool IsTransition(LogEvent e) => e.Properties.ContainsKey("FromState");

    // Whoever started the host is told in a sentence; the stack is for the file.
    private static bool IsFailedStart(LogEvent e) =>
        e.MessageTemplate.Text == "Hosting failed to start" && e.Properties.TryGetValue("SourceContext", out var source)
        && source is ScalarValue { Value: "Microsoft.Extensions.Hosting.Internal.Host" };
}
