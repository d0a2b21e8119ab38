"""The month as the compiled ensemble simulates it: the phases of `sim.engine.mesa.mesa_model`, over arrays of records.

Everything here is compiled together with the rules (see `compiler`); Python calls `simulate` and nothing else.
What a Mesa agent does in a method of its own is a function here; what several agents do together is one text for both,
in `sim.rules`.
"""

from __future__ import annotations

from sim.engine.compiled.arrays import CompiledWorld, Inputs, Outputs, Workspace
from sim.engine.compiled.recorder import record_month
from sim.engine.compiled.world_calls import by_pointer
from sim.engine.random.philox_numba import Uniforms, fill_months, fill_start
from sim.model.enums import Event, Phase
from sim.model.random_purposes import InitialDraw, Purpose
from sim.outcomes.compute import compute_outcomes
from sim.outcomes.observation import observe
from sim.outcomes.partnership_outcomes import compute_reach, observe_partnership
from sim.outcomes.spells import compute_spells
from sim.outcomes.success_outcomes import compute_success
from sim.outcomes.twin_outcomes import compute_twin_differences
from sim.rules.attention import keep_ledger, usable_attention
from sim.rules.capability import next_capability, next_dependence, next_frontline_adoption
from sim.rules.coherence import next_coherence
from sim.rules.culture import shift_culture
from sim.rules.dated_events import lose_dated_projects, meet_dated_events, replace_dated_chief_executives
from sim.rules.environment import (
    felt_pressure,
    follow_trend,
    next_national_funding,
    next_national_pressure,
    next_own_pressure,
    next_regional_pressure,
    season,
)
from sim.rules.hope import next_hope
from sim.rules.inspection import be_regulated, count_support_claims
from sim.rules.leadership import departure_hazard, effective_leadership, next_leadership
from sim.rules.league_table import begin_league_table, publish_league_table
from sim.rules.local_health_economy import count_places, next_collaboration, spill_over
from sim.rules.oversight_costs import pay_for_oversight
from sim.rules.own_components import move_own_components
from sim.rules.partnership_burden import clear_demands
from sim.rules.partnership_exchange import clear_received
from sim.rules.partnership_work import ask_for_attention, develop_all, exchange_all, form_partnerships, meet_others
from sim.rules.people import next_engagement, next_fatigue, next_strain, next_workforce
from sim.rules.performance import improvement_effort, next_access, next_finance, next_quality
from sim.rules.population import (
    begin_clocks,
    choice_of,
    complete,
    draw_from_nothing,
    draw_place,
    draw_trust,
    month_of_noise,
    place_trust,
)
from sim.rules.provider_groups import help_out_in_groups, share_money_in_groups
from sim.rules.published_figures import publish_all
from sim.rules.recognition import lose_project, next_acknowledged, project_fails, recognised
from sim.rules.recovery_plan import next_plan_quality
from sim.rules.reputation import next_reputation
from sim.rules.shared_leaders import lose_shared_chief_executives
from sim.rules.stages import count_stage_months, next_stage
from sim.rules.systems import judge_systems, share_money_in_systems
from sim.rules.turnaround import be_recognised, plan, replace_chief_executive, turn_to_stage
from sim.rules.units import (
    gather_demands,
    has_board,
    share_board,
    share_ledger,
    share_what_reaches,
)
from sim.rules.voluntary_partnerships import MOST_INVITED
from sim.rules.world import nation, record_event, regulator_of


def simulate(inputs, workspace, outputs, seed, population_seed, draws_anew, first, count, worlds):
    """Simulate replicates; this is what Python calls, with plain tuples in place of the named ones."""
    return simulate_replicates(
        by_pointer(Inputs(*inputs)),
        by_pointer(Workspace(*workspace)),
        by_pointer(Outputs(*outputs)),
        seed,
        population_seed,
        draws_anew,
        first,
        count,
        worlds,
    )


def simulate_replicates(inputs, workspace, outputs, seed, population_seed, draws_anew, first, count, worlds):
    """Simulate replicates in order; return how many were finished before there was no room for more links."""
    months = inputs.frame[0].months
    for number in range(count):
        replicate = first + number
        if draws_anew:
            start = Uniforms(seed, replicate)
        else:
            start = Uniforms(population_seed, 0)
        fill_start(workspace, inputs, start)
        stream = Uniforms(seed, replicate)
        burn_in = inputs.frame[0].burn_in
        for month in range(-burn_in, months + 1):
            place = (month + burn_in - 1) % len(workspace.month_words)
            if month == -burn_in:
                place = 0
            elif place == 0:
                draw_months(workspace, inputs, stream, month)
            for at in range(worlds):
                if month < 0 and at > 0:
                    continue
                if month == -burn_in:
                    start_world(inputs, workspace, at)
                elif month == 0 and at > 0:
                    copy_world(workspace, at)
                # A bundle of records can be handed on but not returned, so that it is made here.
                world = by_pointer(
                    CompiledWorld(
                        workspace.trusts[at],
                        workspace.economies[at],
                        workspace.links,
                        workspace.counterparts,
                        workspace.group_means[at],
                        inputs.types,
                        inputs.plans,
                        inputs.sides,
                        inputs.dated_events,
                        inputs.frame[at],
                        workspace.environments[at],
                        workspace.parameters[at],
                        workspace.numbers.T[place * len(inputs.trusts) : (place + 1) * len(inputs.trusts)],
                        workspace.progress[at],
                        inputs.trust_keys,
                        inputs.type_keys,
                        inputs.plan_keys,
                        stream,
                        inputs.blank_link,
                        inputs.blank_trust,
                        workspace.counts[at],
                        outputs.events[at],
                        outputs.link_months[at],
                        workspace.regulators[at],
                        workspace.parameters[at : at + 1],
                        workspace.systems[at],
                        inputs.peers,
                    )
                )
                world.progress.month = month
                if month > 0 and at == 0 and not has_capacity(world, inputs):
                    return number
                if month > 0 or (month > -burn_in and at == 0):
                    simulate_month(world, inputs, shocks_of(workspace, place))
                if month < 0:
                    continue
                if month == 0:
                    start_replicate(world, inputs, workspace, at)
                record(world, workspace.observations[at], outputs.states, at)
                record_month(workspace, outputs, number, month, at)
        compute_all_outcomes(inputs, workspace, outputs.outcomes[number], worlds)
        if len(outputs.twin_outcomes) > 0:
            compute_outcomes_of_twin(inputs, workspace, outputs.twin_outcomes[number])
        if len(outputs.spells) > 0:
            compute_all_spells(inputs, workspace, outputs.spells[number], worlds)
    return count


def draw_months(workspace, inputs, stream, month):
    """Draw the numbers of a month and of those that follow, as many as there is room for."""
    words = workspace.month_words
    for ahead in range(len(words)):
        words[ahead] = month_of_noise(month + ahead)
    fill_months(workspace, inputs, stream)


def shocks_of(workspace, place):
    """Return the shocks of places and nation of one of the months that were drawn together."""
    number = len(workspace.shocks) // len(workspace.month_words)
    return workspace.shocks[place * number : (place + 1) * number]


def copy_world(workspace, at):
    """Let a world begin where the burn-in has left the first."""
    for position in range(len(workspace.trusts[at])):
        workspace.trusts[at][position] = workspace.trusts[0][position]
    for position in range(len(workspace.economies[at])):
        workspace.economies[at][position] = workspace.economies[0][position]
    for position in range(len(workspace.regulators[at])):
        workspace.regulators[at][position] = workspace.regulators[0][position]
    for position in range(len(workspace.systems[at])):
        workspace.systems[at][position] = workspace.systems[0][position]
    workspace.parameters[at] = workspace.parameters[0]
    workspace.environments[at] = workspace.environments[0]
    workspace.group_means[at] = workspace.group_means[0]
    workspace.progress[at] = workspace.progress[0]
    workspace.counts[at] = workspace.counts[0]


def end_burn_in(world, inputs, workspace):
    """Put the trusts that the scenario describes in their places, and forget the events before the start."""
    for position in range(len(world.trusts)):
        if inputs.starts[position].background < 0:
            start_trust(world.trusts, inputs, workspace, position)
    world.counts.events = 0


def start_world(inputs, workspace, at):
    """Put a world into its initial state."""
    trusts = workspace.trusts[at]
    economies = workspace.economies[at]
    for position in range(len(workspace.regulators[at])):
        workspace.regulators[at][position] = inputs.policies[0][position]
    for position in range(len(workspace.systems[at])):
        workspace.systems[at][position] = inputs.systems[position]
    workspace.parameters[at] = inputs.parameters[0]
    workspace.environments[at] = inputs.environment[0]
    workspace.group_means[at] = inputs.blank_trust[0]
    progress = workspace.progress[at]
    progress.month = 0
    progress.links = 0
    progress.oldest_link = 0
    progress.tables = 0
    progress.absorbed = 0
    counts = workspace.counts[at]
    counts.events = 0
    counts.link_months = 0
    for position in range(len(economies)):
        economies[position] = inputs.economies[position]
        if position >= inputs.frame[0].first_background_economy:
            draw_place(economies[position], inputs.backgrounds[0], workspace.centres.T[position])
    for position in range(len(trusts)):
        start_trust(trusts, inputs, workspace, position)
        begin_clocks(trusts[position], inputs.frame[0].burn_in)


def start_trust(trusts, inputs, workspace, position):
    """Put a trust into its initial state."""
    trusts[position] = inputs.trusts[position]
    trust = trusts[position]
    start = inputs.starts[position]
    own = workspace.draws.T[position]
    if start.choices > 0:
        choice = choice_of(start, own[InitialDraw.STATE])
        if start.background >= 0:
            start_from(trusts, position, inputs, inputs.starting_population, inputs.choices[choice])
        else:
            start_from(trusts, position, inputs, inputs.described_starts, choice)
    if start.background >= 0:
        if start.choices == 0:
            draw_from_nothing(trust, inputs.backgrounds[start.background], own)
        draw_trust(trust, inputs.backgrounds[start.background], own)
    if not start.placed:
        place_trust(trust, workspace.centres.T[trust.local_health_economy], own)
    complete(trust, start, inputs.policies[0][trust.regulator], inputs.parameters[0], own)


def start_from(trusts, position, inputs, rows, row):
    """Give a trust the state of one of some rows, but for what says which trust it is."""
    said = inputs.trusts[position]
    trusts[position] = rows[row]
    trust = trusts[position]
    trust.index = said.index
    trust.unit_of = said.unit_of
    trust.dissolved = said.dissolved
    trust.provider_type = said.provider_type
    trust.local_health_economy = said.local_health_economy
    trust.regulator = said.regulator
    trust.system = said.system
    trust.easting = said.easting
    trust.northing = said.northing


def start_replicate(world, inputs, workspace, at):
    """Complete the initial state, after a burn-in if there is one: pressure and the attention ledger."""
    if at == 0 and inputs.frame[0].burn_in > 0:
        end_burn_in(world, inputs, workspace)
    world.environment.season = season((world.setting.start_month - 2) % 12 + 1)
    share_board(world)
    begin_league_table(world)
    count_places(world)
    for position in range(len(world.trusts)):
        feel_pressure(world, world.trusts[position])
    share_board(world)
    keep_ledgers(world)


def has_capacity(world, inputs):
    """Return whether all links fit that may come about in a month, drafts included, under any policy it may bring."""
    widest = MOST_INVITED
    for position in range(len(inputs.types)):
        if inputs.types[position].least_members > widest:
            widest = inputs.types[position].least_members
    mandated = 0
    sought = 0
    for position in range(len(inputs.policies)):
        for body in range(len(inputs.policies[position])):
            policy = inputs.policies[position][body]
            if policy.mandated_type >= 0 or policy.remedy_type >= 0:
                mandated = 2
            if policy.partnering_climate > 0.0:
                sought = widest
    most = len(inputs.sides) + world.progress.links - world.progress.oldest_link + widest
    most = most + (mandated + sought) * len(world.trusts)
    return world.progress.links + most <= len(world.links)


def simulate_month(world, inputs, shocks):
    """Simulate one month, phase by phase, in the order of `PHASES`; recording is left to the caller."""
    meet_environment(world, inputs, shocks)
    regulate(world, inputs)
    if world.progress.month > 0:
        form_partnerships(world)
    keep_ledgers(world)
    exchange(world)
    develop(world)
    publish_all(world)
    judge_systems(world)
    turn(world)


def meet_environment(world, inputs, shocks):
    """Phase 1: environment; `shocks` are those of the places, then the nation's two."""
    places = len(world.economies)
    environment = world.environment
    parameters = world.parameters
    for position in range(len(inputs.trends)):
        follow_trend(environment, inputs.trends[position], world.progress.month)
    environment.national_pressure = next_national_pressure(environment, parameters, shocks[places])
    environment.national_funding = next_national_funding(environment, parameters, shocks[places + 1])
    environment.season = season((world.setting.start_month + world.progress.month - 2) % 12 + 1)
    count_places(world)
    for position in range(len(world.economies)):
        economy = world.economies[position]
        economy.regional_pressure = next_regional_pressure(economy, parameters, shocks[position])
        economy.collaboration = next_collaboration(economy, nation(world), parameters)
    meet_dated_events(world)
    for position in range(len(world.trusts)):
        trust = world.trusts[position]
        noise = world.noise[position]
        trust.project_failed = False
        if project_fails(trust, parameters, noise[Purpose.BUILDING_PROJECT]):
            lose_project(trust, parameters)
            record_event(world, Event.CAPITAL_PROJECT_FAILED, position, -1, parameters.project_write_off)
        trust.own_pressure = next_own_pressure(trust, parameters, noise[Purpose.OWN_PRESSURE])
        feel_pressure(world, trust)
    lose_dated_projects(world)
    share_board(world)


def feel_pressure(world, trust):
    """Add up the pressure of nation, place, winter and the trust's own."""
    economy = world.economies[trust.local_health_economy]
    trust.spill_over = spill_over(trust, economy, world.parameters)
    trust.pressure = felt_pressure(trust, economy, world.environment, world.parameters)


def regulate(world, inputs):
    """Phase 2: policy changes, inspections, special measures, support."""
    for position in range(len(inputs.policy_months)):
        if inputs.policy_months[position] == world.progress.month:
            for body in range(len(world.regulators)):
                world.regulators[body] = inputs.policies[position + 1][body]
            world.parameter_sets[0] = inputs.parameters[position + 1]
            record_event(world, Event.POLICY_CHANGED, -1, -1, 1.0)
    publish_league_table(world)
    count_support_claims(world)
    for position in range(len(world.trusts)):
        trust = world.trusts[position]
        be_regulated(world, trust, regulator_of(world, trust), world.noise[position])
    share_board(world)


def keep_ledgers(world):
    """Phase 4: the attention ledger of every trust."""
    for position in range(len(world.trusts)):
        clear_demands(world.trusts[position])
    ask_for_attention(world)
    gather_demands(world)
    for position in range(len(world.trusts)):
        trust = world.trusts[position]
        keep_ledger(trust, regulator_of(world, trust), world.parameters)
    help_out_in_groups(world)
    share_ledger(world)


def exchange(world):
    """Phase 5: transfers through partnerships; both sides pay."""
    meet_others(world)
    for position in range(len(world.trusts)):
        trust = world.trusts[position]
        clear_received(trust)
        pay_for_oversight(trust, regulator_of(world, trust), world.parameters, world.progress.support_claims)
    exchange_all(world)
    share_what_reaches(world)


def develop(world):
    """Phase 6: partnerships and trusts develop, each from what the exchange has left."""
    develop_all(world)
    for position in range(len(world.trusts)):
        if world.setting.units == 0 or not world.trusts[position].dissolved:
            develop_trust(world, world.trusts[position], world.noise[position])
    replace_dated_chief_executives(world)
    lose_shared_chief_executives(world)
    share_money_in_groups(world)
    share_money_in_systems(world)
    share_board(world)


def develop_trust(world, trust, noise):
    """Move performance, people, learning, culture and standing a month on, all from the same state."""
    parameters = world.parameters
    regulator = regulator_of(world, trust)
    environment = world.environment
    usable = usable_attention(trust, parameters)
    trust.effort = improvement_effort(trust, usable, regulator, parameters)
    departs = noise[Purpose.DEPARTURE] < departure_hazard(trust, parameters)
    quality = next_quality(trust, parameters)
    access = next_access(trust, parameters)
    finance = next_finance(trust, regulator, parameters)
    capability = next_capability(trust, regulator, parameters, noise[Purpose.CAPABILITY])
    frontline_adoption = next_frontline_adoption(trust, parameters)
    dependence = next_dependence(trust, parameters)
    engagement = next_engagement(trust, regulator, parameters)
    workforce = next_workforce(trust, regulator, environment, parameters)
    fatigue = next_fatigue(trust, parameters)
    strain = next_strain(trust, parameters)
    leadership = next_leadership(trust, parameters, noise[Purpose.LEADERSHIP])
    coherence = next_coherence(trust, parameters, noise[Purpose.COHERENCE])
    reputation = next_reputation(trust, regulator, parameters)
    plan_quality = next_plan_quality(trust, usable, parameters)
    hope = next_hope(trust, parameters)
    trust.acknowledged = next_acknowledged(trust, regulator, parameters)
    trust.quality = quality
    trust.access = access
    trust.finance = finance
    trust.capability = capability
    trust.frontline_adoption = frontline_adoption
    trust.dependence = dependence
    trust.engagement = engagement
    trust.workforce = workforce
    trust.fatigue = fatigue
    trust.strain = strain
    trust.leadership = leadership
    trust.coherence = coherence
    trust.reputation = reputation
    trust.plan_quality = plan_quality
    trust.hope = hope
    move_own_components(trust, parameters, noise)
    shift_culture(trust)
    trust.chief_executive_tenure = trust.chief_executive_tenure + 1
    if departs:
        replace_chief_executive(world, trust, noise)
    trust.effective_leadership = effective_leadership(trust)


def turn(world):
    """Phase 8: recognition, recovery plans, and the stage that comes of them."""
    parameters = world.parameters
    for position in range(len(world.trusts)):
        trust = world.trusts[position]
        if world.setting.units > 0 and not has_board(trust):
            continue
        noise = world.noise[position]
        chance = noise[Purpose.RECOGNITION]
        trigger = recognised(trust, regulator_of(world, trust), world.environment, parameters, chance)
        be_recognised(world, trust, noise, trigger)
        plan(world, trust, noise)
        count_stage_months(trust)
        turn_to_stage(world, trust, next_stage(trust, parameters))
    lose_shared_chief_executives(world)
    share_board(world)


def record(world, observations, states, at):
    """Phase 9: note what outcomes need, and the whole state where it is wanted."""
    month = world.progress.month
    for position in range(len(world.trusts)):
        observe(observations[position][month], world.trusts[position])
    if month < len(states[at]):
        for position in range(len(world.trusts)):
            states[at][month][position] = world.trusts[position]
    if at > 0:
        return
    counts = world.counts
    for position in range(world.progress.oldest_link, world.progress.links):
        link = world.links[position]
        observe_partnership(link)
        if link.phase != Phase.ENDED or link.month_ended == month:
            row = counts.link_months
            counts.link_months = row + 1
            if row < len(world.link_months):
                world.link_months[row].month = month
                world.link_months[row].link = link


def compute_all_outcomes(inputs, workspace, outcomes, worlds):
    """Compute every outcome of every trust."""
    links = workspace.progress[0].links
    for position in range(len(outcomes)):
        compute_outcomes(outcomes[position], workspace.observations[0][position], inputs.parameters[0])
    compute_reach(outcomes, workspace.links, links)
    if worlds > 1:
        for position in range(len(outcomes)):
            compute_twin_differences(
                outcomes[position], workspace.observations[0][position], workspace.observations[1][position]
            )
        compute_success(outcomes, workspace.links, links)


def compute_outcomes_of_twin(inputs, workspace, outcomes):
    """Compute every outcome of every trust in the world without partnerships."""
    for position in range(len(outcomes)):
        compute_outcomes(outcomes[position], workspace.observations[1][position], inputs.parameters[0])
    compute_reach(outcomes, workspace.links, 0)


def compute_all_spells(inputs, workspace, spells, worlds):
    """Compute the spells of every trust in every world."""
    for at in range(worlds):
        for position in range(len(spells[at])):
            compute_spells(spells[at][position], workspace.observations[at][position], inputs.parameters[0])
