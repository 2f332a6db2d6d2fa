using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Compact;
using Swarm.Messaging.Alerts;
using Swarm.Messaging.Cli.Host;

namespace Swarm.Messaging.Cli.Logging;

/// <summary>
/// Readable lines on the console, compact JSON in <c>logs/swarm-*.log</c> of the data folder. Every transition is an event of the file;
/// payloads and secrets are in neither, because nothing hands them to a logger. The stack of an error is in the file only.
/// </summary>
internal static class HostLog
{
    public static Logger Create(HostSettings settings, LogState state)
    {
        var options = settings.Logging;
        var logger = new LoggerConfiguration()
            .MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("System", LogEventLevel.Warning)
            .MinimumLevel.Override("MassTransit", LogEventLevel.Warning)
            .Enrich.FromLogContext()
            .WriteTo.Fallible(
                file => file.File(
                    new CompactJsonFormatter(),
                    Path.Combine(Folder(settings, state), "swarm-.log"),
                    rollingInterval: RollingInterval.Day,
                    rollOnFileSizeLimit: true,
                    fileSizeLimitBytes: options.FileSizeMb * 1024L * 1024,
                    retainedFileCountLimit: options.KeptFiles,
                    hooks: new GatheredFile(TimeProvider.System, state)),
                new FailedSink(state));
        if (options.Console)
            logger = logger.WriteTo.Logger(console => Readable(console, e => (!options.Verbose && IsTransition(e)) || IsFailedStart(e) || IsRetry(e)));
        return logger.CreateLogger();
    }

    /// <summary>Of a program that is an agent: readable lines on standard error alone.</summary>
    public static Logger OfAgent() =>
        Readable(new LoggerConfiguration().MinimumLevel.Warning().MinimumLevel.Override("Swarm", LogEventLevel.Information), IsFailedStart).CreateLogger();

    private static LoggerConfiguration Readable(LoggerConfiguration console, Func<LogEvent, bool> isLeftOut) => console
        .Filter.ByExcluding(isLeftOut)
        .Enrich.With(new ErrorInAWord())
        .WriteTo.Console(
            outputTemplate: $"{{Timestamp:HH:mm:ss}} {{Level:u3}} {{Message:lj}}{{{ErrorInAWord.Name}}}{{NewLine}}",
            standardErrorFromLevel: LogEventLevel.Verbose);

    /// <summary>Made here and tried: a folder that takes no file would be found out only by whoever looks for the log.</summary>
    private static string Folder(HostSettings settings, LogState state)
    {
        var folder = Path.Combine(settings.DataFolder, "logs");
        try
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(folder);
            else
                Directory.CreateDirectory(folder, GatheredFile.OwnersOnly | UnixFileMode.UserExecute);
            var probe = Path.Combine(folder, $".{Guid.NewGuid():N}");
            using (File.Create(probe, 1, FileOptions.DeleteOnClose))
                return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            state.Failed(e.Message);
            return folder;
        }
    }

    private static bool IsTransition(LogEvent e) => e.Properties.ContainsKey("FromState");

    // Whoever started the host is told in a sentence; the stack is for the file.
    private static bool IsFailedStart(LogEvent e) =>
        e.MessageTemplate.Text == "Hosting failed to start" && e.Properties.TryGetValue("SourceContext", out var source)
        && source is ScalarValue { Value: "Microsoft.Extensions.Hosting.Internal.Host" };

    // Each try to reach the broker, and each message that waits for it; that it is away is said once, by its own line.
    private static bool IsRetry(LogEvent e) =>
        e.Level < LogEventLevel.Error
        && (e.MessageTemplate.Text.StartsWith("R-RETRY", StringComparison.Ordinal) || e.MessageTemplate.Text.StartsWith("Retrying", StringComparison.Ordinal))
        && e.Properties.TryGetValue("SourceContext", out var source) && source is ScalarValue { Value: string name } && name.StartsWith("MassTransit", StringComparison.Ordinal);

    // The sink could not take an event, e.g. because the next file could not be made.
    private sealed class FailedSink(LogState state) : ILoggingFailureListener
    {
        public void OnLoggingFailed(
            object sender, LoggingFailureKind kind, string message, IReadOnlyCollection<LogEvent>? events, Exception? exception) =>
            state.Failed(exception?.Message ?? message);
    }
}
