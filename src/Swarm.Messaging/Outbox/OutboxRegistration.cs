using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.Outbox;

internal static class OutboxRegistration
{
    public static void AddOutbox(this IServiceCollection services)
    {
        services.AddSingleton<PlacementNewsQueue>();
        services.AddSingleton<TargetSender>();
        services.AddSingleton<LocalEvents>();
        services.AddSingleton<EventPublisher>();
        services.AddSingleton<CallerNotifier>();
        services.AddSingleton<BusSender>();
        services.AddSingleton(p => new OutboxCarriers(p.GetServices<IOutboxCarrier>));
        services.AddSingleton<OutboxDispatcher>();
        services.AddHostedSingleton<OutboxRelay>();
    }
}
