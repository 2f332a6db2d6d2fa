using System.Text.Json;
using Swarm.Messaging.Worker.Wire;

namespace Swarm.Messaging.Worker.Running;

/// <summary>What this process can say about itself.</summary>
internal sealed class WorkerGauge(WorkerSettings settings)
{
    private const long Megabyte = 1_048_576;

    private static readonly TimeSpan BetweenChecks = TimeSpan.FromMilliseconds(250);

    private readonly long begun = TimeProvider.System.GetTimestamp();
    private long executed;
    private long lastTask;
    private long lastCheck;

    public long TasksExecuted => Interlocked.Read(ref executed);

    public double UptimeMs => Math.Round(TimeProvider.System.GetElapsedTime(begun).TotalMilliseconds);

    public void TaskEnded()
    {
        Interlocked.Increment(ref executed);
        Interlocked.Exchange(ref lastTask, TimeProvider.System.GetTimestamp());
    }

    /// <summary>After a task. Asking the kernel costs as much as a tiny task: of many in a row, a few are followed by a look.</summary>
    public void CheckMemory(Outbox outbox)
    {
        if (lastCheck != 0 && TimeProvider.System.GetElapsedTime(lastCheck) < BetweenChecks)
            return;
        lastCheck = TimeProvider.System.GetTimestamp();
        var used = Environment.WorkingSet / Megabyte;
        if (used > settings.MemoryLimitMb)
        {
            outbox.Send(WireTypes.HighMemoryWarning, (used, settings.MemoryLimitMb), static (json, m) =>
            {
                json.WriteNumber("memoryMB", m.used);
                json.WriteNumber("threshold", m.MemoryLimitMb);
            });
        }
    }

    public void WriteHeartbeat(Utf8JsonWriter json, string? currentTask)
    {
        json.WriteNumber("pid", Environment.ProcessId);
        json.WriteString("state", currentTask is null ? "ready" : "busy");
        json.WriteNumber("tasksExecuted", TasksExecuted);
        json.WriteNumber("uptime", UptimeMs);
        WriteMemory(json);
        WriteCpu(json);
        json.WriteString("currentTask", currentTask);
    }

    public void WriteHealth(Utf8JsonWriter json, string? currentTask)
    {
        json.WriteString("state", currentTask is null ? "ready" : "busy");
        json.WriteBoolean("healthy", true);
        json.WriteNumber("memoryMB", Environment.WorkingSet / Megabyte);
        json.WriteNumber("memoryTotalMB", GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / Megabyte);
        json.WriteNumber("tasksExecuted", TasksExecuted);
        json.WriteNumber("uptime", UptimeMs);
        var last = Interlocked.Read(ref lastTask);
        if (last == 0)
            json.WriteNull("lastTaskAge");
        else
            json.WriteNumber("lastTaskAge", Math.Round(TimeProvider.System.GetElapsedTime(last).TotalMilliseconds));
    }

    public void WriteMetrics(Utf8JsonWriter json)
    {
        WriteMemory(json);
        WriteCpu(json);
        var heap = GC.GetGCMemoryInfo();
        json.WriteStartObject("heap");
        json.WriteNumber("size", heap.HeapSizeBytes);
        json.WriteNumber("fragmented", heap.FragmentedBytes);
        json.WriteNumber("collections", GC.CollectionCount(0));
        json.WriteEndObject();
        json.WriteStartArray("loadAverage");
        foreach (var load in LoadAverage())
            json.WriteNumberValue(load);
        json.WriteEndArray();
    }

    private static IEnumerable<double> LoadAverage() => OperatingSystem.IsLinux()
        ? File.ReadAllText("/proc/loadavg").Split(' ').Take(3).Select(double.Parse)
        : [];

    private static void WriteMemory(Utf8JsonWriter json)
    {
        json.WriteStartObject("memoryUsage");
        json.WriteNumber("heapUsed", GC.GetTotalMemory(false));
        json.WriteNumber("heapTotal", GC.GetGCMemoryInfo().TotalCommittedBytes);
        json.WriteNumber("rss", Environment.WorkingSet);
        json.WriteNumber("external", 0);
        json.WriteEndObject();
    }

    /// <summary>Microseconds of processor time since the start.</summary>
    private static void WriteCpu(Utf8JsonWriter json)
    {
        var usage = Environment.CpuUsage;
        json.WriteStartObject("cpuUsage");
        json.WriteNumber("user", (long)usage.UserTime.TotalMicroseconds);
        json.WriteNumber("system", (long)usage.PrivilegedTime.TotalMicroseconds);
        json.WriteEndObject();
    }
}
