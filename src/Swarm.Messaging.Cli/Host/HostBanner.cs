using System.Text;
using Swarm.Messaging.Redis.Preflight;

namespace Swarm.Messaging.Cli.Host;

/// <summary>The few lines that tell an operator what started.</summary>
internal static class HostBanner
{
    public static string Of(SwarmHost host, HostSettings settings, TimeSpan took)
    {
        var text = new StringBuilder();
        foreach (var finding in host.Findings.Where(f => f.Severity != PreflightSeverity.Ok))
            text.AppendLine(finding.ToString());
        if (!settings.Embedded && settings.Broker is null)
            text.AppendLine("warning: broker: none given. A second host on the same Redis could not hand over to this one. Mend it with: --broker amqp://...");
        text.AppendLine($"swarm is up: first command answered {took.TotalSeconds:0.0} s after the start");
        text.AppendLine($"  API    {host.Address.ToString().TrimEnd('/')}  ({TokenNote(settings)})");
        text.AppendLine($"  state  {(settings.Embedded ? $"redis-server of its own (process {host.Redis!.ProcessId}), fsync {(settings.Durable ? "always" : "every second")}" : "Redis " + RedisAddress.Show(settings.Redis!))}");
        text.AppendLine($"  bus    {(settings.Broker is { } broker ? $"{broker.Scheme}://{broker.Host}:{broker.Port}{broker.AbsolutePath}" : "in memory")}{(settings.Prefix.Length == 0 ? "" : $", prefix {settings.Prefix}")}");
        text.AppendLine($"  data   {settings.DataFolder}");
        text.AppendLine($"  logs   {Path.Combine(settings.DataFolder, "logs")}");
        return text.ToString();
    }

    private static string TokenNote(HostSettings settings) =>
        settings.Token is null ? $"token in {EndpointFile.PathIn(settings.DataFolder)}" : "token as configured";
}
