using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Tasks;

/// <param name="Why">One sentence for people.</param>
/// <param name="Routing">Null outside code tasks.</param>
internal sealed record TaskExplanation(TaskSummary Task, string Why, PlacementExplanation Placement, TaskRouting? Routing = null);
