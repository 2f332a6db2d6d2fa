using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Alerts;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Status;

namespace Swarm.Messaging.HostMemory;

internal static class MemoryRegistration
{
    public static void AddMemoryGuard(this IServiceCollection services)
    {
        services.AddOptions<MemoryOptions>().ValidateDataAnnotations()
            .Validate(o => o.WarningMb < o.CriticalMb, "Memory:WarningMb must be less than Memory:CriticalMb.")
            .Validate(o => o.CheckInterval > TimeSpan.Zero, "Memory:CheckInterval must be more than 0.").ValidateOnStart();
        services.AddSingleton<HostPressure>();
        services.AddSingleton<MemoryTally>();
        services.AddSingleton<IMemoryProbe, ProcessMemory>();
        services.AddSingleton<MemoryStatus>();
        services.AddSingleton<IStatusSource>(p => p.GetRequiredService<MemoryStatus>());
        services.AddSingleton<IConditionSource, MemoryCondition>();
        services.AddSingleton<MemoryGuard>();
        services.AddHostedService(p => p.GetRequiredService<MemoryGuard>());
    }
}
