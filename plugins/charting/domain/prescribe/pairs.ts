import type { DrugClass } from './ingredients.js'

/** A class, or one ingredient in lower case. */
export type Party = DrugClass | (string & {})

export type Severity = 'critical' | 'high' | 'moderate'

export interface PairRule {
  /** Stable. */
  id: string
  one: readonly Party[]
  other: readonly Party[]
  severity: Severity
  /** What happens and what to do instead, in our words. */
  why: string
  source: string
}

const rule = (
  id: string,
  one: readonly Party[],
  other: readonly Party[],
  severity: Severity,
  why: string,
  source: string,
): PairRule => ({ id, one, other, severity, why, source })

/**
 * Pairs that do harm often enough to stop for. A small open set in our own words, each with the public source it rests
 * on; what isn't here isn't checked, and the screen says so.
 */
export const PAIRS: readonly PairRule[] = [
  rule(
    'warfarin-nsaid',
    ['warfarin'],
    ['NSAID', 'salicylate'],
    'high',
    'Bleeding, above all of the stomach: both act against clotting and the NSAID hurts the lining. Prefer acetaminophen.',
    'FDA label of warfarin, section 7',
  ),
  rule(
    'anticoagulant-nsaid',
    ['apixaban', 'rivaroxaban', 'dabigatran', 'edoxaban', 'enoxaparin'],
    ['NSAID'],
    'high',
    'Bleeding: both act against clotting. Prefer acetaminophen.',
    'FDA labels of apixaban and rivaroxaban, section 7',
  ),
  rule(
    'two-anticoagulants',
    ['anticoagulant'],
    ['anticoagulant'],
    'critical',
    'Two anticoagulants at once bleed. Stop one, unless one bridges to the other.',
    'FDA labels of apixaban and warfarin, section 5',
  ),
  rule(
    'warfarin-antimicrobial',
    ['warfarin'],
    ['sulfamethoxazole', 'metronidazole', 'fluconazole', 'ciprofloxacin', 'clarithromycin', 'erythromycin'],
    'high',
    'The INR rises within days. Choose another antimicrobial, or lower warfarin and check the INR after 3 to 5 days.',
    'FDA label of warfarin, section 7',
  ),
  rule(
    'warfarin-amiodarone',
    ['warfarin'],
    ['amiodarone'],
    'high',
    'The INR rises for weeks. Lower warfarin by a third and check each week.',
    'FDA label of amiodarone, section 7',
  ),
  rule(
    'ras-potassium-sparing',
    ['ACE inhibitor', 'ARB'],
    ['potassium-sparing'],
    'high',
    'Potassium may rise to dangerous values. Check potassium and creatinine within a week, or choose another.',
    'FDA labels of lisinopril and spironolactone, section 7',
  ),
  rule(
    'ras-potassium',
    ['ACE inhibitor', 'ARB'],
    ['potassium'],
    'moderate',
    'Potassium may rise too far. Check it within a week.',
    'FDA label of lisinopril, section 7',
  ),
  rule(
    'ace-arb',
    ['ACE inhibitor'],
    ['ARB'],
    'high',
    'Low pressure, high potassium and kidney failure, without added benefit. Use one of them.',
    'FDA label of losartan, section 7; ONTARGET, NEJM 2008',
  ),
  rule(
    'ras-nsaid',
    ['ACE inhibitor', 'ARB'],
    ['NSAID'],
    'moderate',
    'The kidney may fail, more so with a diuretic, and the pressure rises. Prefer acetaminophen, or check creatinine.',
    'FDA label of lisinopril, section 7',
  ),
  rule(
    'maoi-serotonin',
    ['MAOI'],
    ['SSRI', 'SNRI', 'tramadol', 'triptan', 'bupropion', 'dextromethorphan', 'mirtazapine', 'trazodone'],
    'critical',
    'Serotonin syndrome, which can kill. Two weeks must lie between them, five after fluoxetine.',
    'FDA labels of phenelzine and sertraline, section 4',
  ),
  rule(
    'maoi-pressor',
    ['MAOI'],
    ['pseudoephedrine', 'methylphenidate'],
    'critical',
    'The blood pressure may rise to a crisis. Don’t combine.',
    'FDA label of phenelzine, contraindications',
  ),
  rule(
    'ssri-tramadol',
    ['SSRI', 'SNRI'],
    ['tramadol'],
    'high',
    'Serotonin syndrome and seizures, and tramadol works less with some of them. Choose another pain medicine.',
    'FDA label of tramadol, sections 5 and 7',
  ),
  rule(
    'ssri-nsaid',
    ['SSRI', 'SNRI'],
    ['NSAID'],
    'moderate',
    'Bleeding of the stomach is more frequent. Add protection of the stomach, or prefer acetaminophen.',
    'FDA label of sertraline, section 5',
  ),
  rule(
    'opioid-benzodiazepine',
    ['opioid'],
    ['benzodiazepine'],
    'critical',
    'Breathing may stop in sleep. Avoid; else the lowest doses, and naloxone at home.',
    'FDA boxed warning of 2016 for both classes',
  ),
  rule(
    'methotrexate-trimethoprim',
    ['methotrexate'],
    ['trimethoprim'],
    'critical',
    'Both act against folate: the bone marrow may fail. Choose another antibiotic.',
    'FDA label of methotrexate, section 7',
  ),
  rule(
    'methotrexate-nsaid',
    ['methotrexate'],
    ['NSAID'],
    'moderate',
    'Methotrexate leaves the body more slowly. Check blood count and creatinine.',
    'FDA label of methotrexate, section 7',
  ),
  rule(
    'statin-macrolide',
    ['simvastatin', 'lovastatin'],
    ['clarithromycin', 'erythromycin', 'itraconazole', 'ketoconazole', 'voriconazole'],
    'critical',
    'The statin rises manyfold: muscle breaks down. Pause the statin, or take azithromycin.',
    'FDA label of simvastatin, section 4',
  ),
  rule(
    'atorvastatin-clarithromycin',
    ['atorvastatin'],
    ['clarithromycin', 'itraconazole'],
    'moderate',
    'The statin rises: at most 20 mg of atorvastatin meanwhile, or take azithromycin.',
    'FDA label of atorvastatin, section 2',
  ),
  rule(
    'statin-gemfibrozil',
    ['statin'],
    ['gemfibrozil'],
    'high',
    'Muscle damage is frequent. Use fenofibrate if a fibrate is needed.',
    'FDA label of simvastatin, section 4',
  ),
  rule(
    'simvastatin-amlodipine',
    ['simvastatin'],
    ['amlodipine', 'amiodarone', 'diltiazem', 'verapamil'],
    'moderate',
    'Simvastatin rises: at most 20 mg with amlodipine or amiodarone, 10 mg with diltiazem or verapamil.',
    'FDA label of simvastatin, section 2',
  ),
  rule(
    'nitrate-pde5',
    ['nitrate'],
    ['PDE-5 inhibitor'],
    'critical',
    'The blood pressure may fall to a shock. Never together.',
    'FDA label of sildenafil, section 4',
  ),
  rule(
    'digoxin-rise',
    ['digoxin'],
    ['amiodarone', 'clarithromycin', 'verapamil', 'itraconazole'],
    'high',
    'Digoxin rises to toxic values. Halve it and measure the level.',
    'FDA label of digoxin, section 7',
  ),
  rule(
    'clopidogrel-omeprazole',
    ['clopidogrel'],
    ['omeprazole', 'esomeprazole'],
    'moderate',
    'Clopidogrel is activated less. Take pantoprazole.',
    'FDA label of clopidogrel, section 7',
  ),
  rule(
    'lithium-rise',
    ['lithium'],
    ['NSAID', 'ACE inhibitor', 'ARB', 'thiazide'],
    'high',
    'Lithium rises to toxic values. Choose another, or measure the level within a week.',
    'FDA label of lithium, section 7',
  ),
  rule(
    'azathioprine-allopurinol',
    ['azathioprine', 'mercaptopurine'],
    ['allopurinol'],
    'critical',
    'The bone marrow may fail. A quarter of the dose at most, with blood counts; else don’t combine.',
    'FDA label of azathioprine, section 7',
  ),
  rule(
    'beta-blocker-verapamil',
    ['beta blocker'],
    ['heart-slowing calcium blocker'],
    'high',
    'The heart may beat too slowly or stop conducting. Choose amlodipine.',
    'FDA label of verapamil, section 7',
  ),
  rule(
    'tizanidine-ciprofloxacin',
    ['tizanidine'],
    ['ciprofloxacin', 'fluvoxamine'],
    'critical',
    'Tizanidine rises tenfold: pressure falls, breathing slows. Never together.',
    'FDA label of tizanidine, section 4',
  ),
  rule(
    'colchicine-clarithromycin',
    ['colchicine'],
    ['clarithromycin', 'itraconazole', 'ketoconazole'],
    'critical',
    'Colchicine poisoning, which can kill. Pause it, or take azithromycin.',
    'FDA label of colchicine, section 7',
  ),
  rule(
    'lamotrigine-valproate',
    ['lamotrigine'],
    ['valproate'],
    'high',
    'Lamotrigine doubles, and with it the risk of a dangerous rash. Halve it and raise it slowly.',
    'FDA boxed warning of lamotrigine',
  ),
]
