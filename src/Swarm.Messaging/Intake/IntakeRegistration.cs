using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.Intake;

internal static class IntakeRegistration
{
    public static void AddIntake(this IServiceCollection services)
    {
        services.AddSingleton<RejectedInputLog>();
        services.AddSingleton<CommandIntake>();
        services.AddHostedSingleton<SubmissionQueue>();
    }
}
