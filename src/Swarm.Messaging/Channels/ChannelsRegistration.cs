using Microsoft.Extensions.DependencyInjection;

namespace Swarm.Messaging.Channels;

internal static class ChannelsRegistration
{
    public static void AddChannels(this IServiceCollection services) => services.AddSingleton<Announcer>();
}
