using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Contracts.Workflows;

namespace Swarm.Messaging.Client;

/// <summary>The answer to a submitted workflow: exactly one of the two is set.</summary>
public sealed record WorkflowSubmitted(WorkflowAccepted? Accepted, CommandRejected? Rejected);
