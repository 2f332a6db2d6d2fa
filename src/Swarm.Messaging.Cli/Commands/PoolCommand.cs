using System.CommandLine;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Wasm;

namespace Swarm.Messaging.Cli.Commands;

/// <summary>Pools of WebAssembly instances. Without a verb of its own it shows them.</summary>
internal static class PoolCommand
{
    public static Command Create(CliConsole console)
    {
        var command = new Verb(
            "pool",
            "WebAssembly instances of all hosts, their slots and load, and the last scaling: show, scale, restart",
            """
            swarm pool                                 hosts, instances, scaling events
            swarm pool scale --min 4 --max 10          the limits of the host that is asked
            swarm pool scale --size 8 --every-host     exactly so many, on every host
            swarm pool restart wasm_0199a1b2...        a fresh engine under the same id
            """);
        var host = ApiOptions.AddTo(command);
        HostVerb.Bind(command, host, console, async verb =>
        {
            var document = await verb.Api.GetAsync(Paths.Pool, verb.Cancellation).ConfigureAwait(false);
            verb.Answer<PoolOverview>(document, pool => Write(console, pool));
            return ExitCodes.Ok;
        });
        command.Add(PoolScale.Create(host, console));
        command.Add(PoolRestart.Create(host, console));
        return command;
    }

    private static void Write(CliConsole console, PoolOverview pool)
    {
        var hosts = Tables.Create("Host", "#Instances", "#Min", "#Max", "#Slots", "#Used", "#Utilisation", "#Average", "#Waiting", "#Created", "#Gone");
        foreach (var host in pool.Hosts)
        {
            hosts.Add(
                host.HostId, $"{host.PoolSize}", $"{host.Min}", $"{host.Max}", $"{host.TotalSlots}", $"{host.UsedSlots}", $"{host.Utilization:0.00}",
                $"{host.AvgUtilization:0.00}", $"{host.PendingRequests}", $"{host.TotalCreated}", $"{host.TotalDestroyed}");
        }

        console.Answers.Write(hosts);
        var instances = Tables.Create("Instance", "Status", "#Tasks", "#Succeeded", "#Failed", "#Mean", "#Peak MB", "#Limit MB", "#CPU", "#Life", "Knows", "Last used");
        foreach (var one in pool.Instances)
        {
            instances.Add(
                one.Id, one.Healthy ? one.Status : $"{one.Status}, unhealthy", $"{one.CurrentTasks} of {one.MaxConcurrentTasks}",
                Shown.Count(one.Performance.TotalTasks - one.Performance.FailedTasks), Shown.Count(one.Performance.FailedTasks),
                one.Performance.AvgExecutionTime is { } mean ? $"{mean:0.#} ms" : "", $"{one.Memory.Used:0.#}", $"{one.Memory.Allocated}",
                $"{one.Cpu.Usage:0.00}", $"{one.Incarnation}", string.Join(' ', one.Specializations),
                Shown.Time(one.LastUsed is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null));
        }

        console.Answers.Write(instances);
        console.Out.WriteLine("Peak MB: the most linear memory that a task on it had since its memory was last dropped. Limit MB: the most that a task on it was allowed.");
        if (pool.ScalingEvents.Count == 0)
            return;
        var scalings = Tables.Create("Scaling", "Instance", "#Size after", "At");
        foreach (var scaling in pool.ScalingEvents)
            scalings.Add(scaling.Type, scaling.InstanceId, $"{scaling.PoolSize}", Shown.Time(DateTimeOffset.FromUnixTimeMilliseconds(scaling.Timestamp)));
        console.Answers.Write(scalings);
    }
}
