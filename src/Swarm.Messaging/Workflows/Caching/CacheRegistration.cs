using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Swarm.Messaging.HostMemory;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Scheduling;
using Swarm.Messaging.Status;

namespace Swarm.Messaging.Workflows.Caching;

internal static class CacheRegistration
{
    /// <summary>Before the timers, see <see cref="CacheHandOver"/>.</summary>
    public static void AddCacheHandOver(this IServiceCollection services) => services.AddHostedSingleton<CacheHandOver>();

    public static void AddResultCache(this IServiceCollection services)
    {
        services.AddSingleton<IEvictionPolicy>(_ => QueuePolicy.Lru());
        services.AddSingleton<IEvictionPolicy>(_ => QueuePolicy.Fifo());
        services.AddSingleton<IEvictionPolicy, LfuPolicy>();
        services.AddOptions<WorkflowOptions>().Validate<IEnumerable<IEvictionPolicy>>(
            (options, policies) => policies.Any(p => p.Name == options.CacheEviction),
            "Workflows:CacheEviction names no policy: lru, lfu, fifo, or one that is registered with the host.")
            .Validate(options => options.CacheTtl > TimeSpan.Zero, "Workflows:CacheTtl is how long a result may be used: more than nothing.");
        services.AddSingleton(p =>
        {
            var options = p.GetRequiredService<IOptions<WorkflowOptions>>().Value;
            var policy = p.GetServices<IEvictionPolicy>().Last(e => e.Name == options.CacheEviction);
            return new MemoryTier(policy, ResultCache.Megabytes(options.CacheMegabytes), options.CacheEntries, p.GetRequiredService<TimeProvider>());
        });
        services.AddSingleton<IMemoryTrim>(p => p.GetRequiredService<MemoryTier>());
        services.AddSingleton<CacheWaits>();
        services.AddSingleton<ResultCache>();
        services.AddSingleton<CacheOwners>();
        services.AddSingleton<CacheCommands>();
        services.AddSingleton<ICommandSet>(p => p.GetRequiredService<CacheCommands>());
        services.AddSingleton<IStatusSource, CacheStatus>();
        services.AddHostedSingleton<CacheNews>();
        services.AddHostedSingleton<CacheWaker>();
        services.AddHostedSingleton<CacheCare>();
    }
}
